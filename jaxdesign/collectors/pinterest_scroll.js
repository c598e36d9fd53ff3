// Scrolls a grid down to `y` and waits for what it loads. Evaluates to a function (y, milliseconds) -> Promise.
async (y, milliseconds) => {
  const root = document.scrollingElement || document.documentElement;
  const until = performance.now() + milliseconds;
  const frame = () => new Promise((done) => setTimeout(done, 60));
  while (scrollY < y && performance.now() < until) {
    const before = root.scrollHeight;
    window.scrollTo(0, Math.min(y, root.scrollHeight - innerHeight));
    await frame();
    if (scrollY >= y) break;
    const patient = Math.min(until, performance.now() + 2500);
    while (root.scrollHeight === before && performance.now() < patient) await frame();
    if (root.scrollHeight === before) break;
  }
  const images = [...document.images].filter((i) => !i.complete);
  await Promise.race([Promise.all(images.map((i) => new Promise((d) => { i.onload = i.onerror = d; }))), frame().then(frame)]);
  return Math.round(scrollY);
}
