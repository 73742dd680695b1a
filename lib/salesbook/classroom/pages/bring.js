// Exports go to the server one after another, as they are; then the page of their card opens.
const form = document.getElementById("bring"), button = form.querySelector("button"), input = document.getElementById("files")
const fault = document.getElementById("fault"), coming = document.getElementById("coming"), words = form.dataset

function tell(said) {
  fault.textContent = said
  fault.hidden = !said
  coming.hidden = true
  button.disabled = false
}

function send(file, batch, told) {
  return new Promise(done => {
    const request = new XMLHttpRequest()
    request.open("PUT", `/export/${batch}/${encodeURIComponent(file.name)}`)
    request.setRequestHeader("X-XSRFToken", form.elements._xsrf.value)
    request.upload.onprogress = event => told(event.loaded)
    request.onloadend = () => done(request.status)
    request.send(file)
  })
}

async function hand_in(files) {
  const all = files.reduce((sum, file) => sum + file.size, 0), batch = [...crypto.getRandomValues(new Uint8Array(16))]
    .map(byte => byte.toString(16).padStart(2, "0")).join("")
  if (!files.length) return tell(words.none)
  if (all > Number(words.most)) return tell(words.large)
  tell("")
  button.disabled = true
  coming.hidden = false
  let before = 0
  for (const file of files) {
    coming.querySelector("p").textContent = `${words.taking} ${file.name}`
    const bar = coming.querySelector("i")
    const status = await send(file, batch, sent => { bar.style.width = `${100 * (before + sent) / all}%` })
    if (status !== 204) return tell({413: words.large, 507: words.room}[status] || words.gone)
    before += file.size
  }
  location.href = `/card/${batch}`
}

form.addEventListener("submit", event => {
  event.preventDefault()
  hand_in([...input.files])
})
window.addEventListener("pageshow", () => tell("")) // whoever comes back finds the button ready
