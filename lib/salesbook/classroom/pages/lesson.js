// A lesson is one notebook; the page shows one part of it at a time.
function parts(begin) {
  const pieces = [...document.querySelectorAll(".piece")], heads = pieces.filter(p => p.dataset.part)
  const list = document.querySelector(".contents ol"), next = document.getElementById("next")
  const summary = document.querySelector(".contents summary"), label = summary.textContent
  const of = pieces.map((p, i) => Math.max(0, heads.filter(h => pieces.indexOf(h) <= i).length - 1))
  const links = heads.map(head => {
    const item = document.createElement("li"), link = document.createElement("a")
    link.textContent = head.dataset.part
    link.href = "#" + head.dataset.id
    item.append(link)
    list.append(item)
    return link
  })
  function show(scroll) {
    const asked = decodeURIComponent(location.hash.slice(1)) || begin
    const at = Math.max(0, heads.findIndex(h => h.dataset.id === asked))
    pieces.forEach((p, i) => { p.hidden = of[i] !== at })
    links.forEach((l, i) => i === at ? l.setAttribute("aria-current", "true") : l.removeAttribute("aria-current"))
    summary.textContent = `${label}: ${at + 1} / ${heads.length}`
    next.hidden = at + 1 >= heads.length
    if (!next.hidden) next.href = "#" + heads[at + 1].dataset.id
    document.querySelector(".contents").open = false
    if (scroll) window.scrollTo(0, 0)
  }
  window.addEventListener("hashchange", () => show(true))
  show(false)
  setInterval(open, 100)
}

// The cards of a part are made when it is opened; on this page, to come to it is to open it.
function open() {
  const button = document.querySelector(".piece:not([hidden]) .opener:not([data-pressed])")
  if (!button) return
  button.dataset.pressed = "yes"
  button.click()
}

// A phone that slept may come back to a kernel that was put away: the answers are kept, so begin the page again.
async function alive() {
  const id = JSON.parse(document.getElementById("jupyter-config-data").textContent).kernelId
  try {
    const answer = await fetch("/api/kernels/" + id)
    if (answer.status === 404 || answer.status === 403) location.reload()
    document.getElementById("gone").hidden = answer.ok
  } catch { document.getElementById("gone").hidden = false }
}
document.addEventListener("visibilitychange", () => document.hidden || alive())
window.addEventListener("online", alive)
window.addEventListener("offline", () => { document.getElementById("gone").hidden = false })
