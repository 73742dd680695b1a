// A lesson is one notebook; the page shows one part of it at a time.
function parts(begin) {
  const pieces = [...document.querySelectorAll(".piece")], heads = pieces.filter(p => p.dataset.part)
  const list = document.querySelector(".contents ol"), next = document.getElementById("next")
  const summary = document.querySelector(".contents summary"), label = summary.textContent, home = document.getElementById("home")
  const counted = heads.filter(h => "counted" in h.dataset), tongues = [...document.querySelectorAll(".tongues a")]
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
    const asked = decodeURIComponent(location.hash.slice(1)) || begin.part
    const at = Math.max(0, heads.findIndex(h => h.dataset.id === asked))
    pieces.forEach((p, i) => { p.hidden = of[i] !== at })
    links.forEach((l, i) => i === at ? l.setAttribute("aria-current", "true") : l.removeAttribute("aria-current"))
    const place = counted.indexOf(heads[at])
    summary.textContent = `${label}: ` + (place < 0 ? heads[at].dataset.part : `${place + 1} / ${counted.length}`)
    next.hidden = at + 1 >= heads.length
    home.hidden = !next.hidden
    if (!next.hidden) next.href = "#" + heads[at + 1].dataset.id
    for (const link of tongues) link.search = `?back=${location.pathname}%23${heads[at].dataset.id}`
    document.querySelector(".contents").open = false
    if (scroll) window.scrollTo(0, 0)
  }
  window.addEventListener("hashchange", () => show(true))
  show(false)
  setInterval(open, 100)
  if (!location.hash && begin.card) lead(begin.card)
}

// Whoever comes back is led to the first card not yet answered, once it is there; nobody is pulled away who scrolls first.
function lead(card) {
  const before = window.scrollY, look = setInterval(() => {
    const found = document.querySelector(".sb.card.is-" + CSS.escape(card))
    if (window.scrollY !== before) clearInterval(look)
    else if (found) { clearInterval(look); setTimeout(() => found.scrollIntoView({block: "start"}), 200) }
  }, 100)
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
setInterval(() => document.hidden || alive(), 10000) // a server that is gone says nothing
document.addEventListener("visibilitychange", () => document.hidden || alive())
window.addEventListener("online", alive)
window.addEventListener("offline", () => { document.getElementById("gone").hidden = false })
