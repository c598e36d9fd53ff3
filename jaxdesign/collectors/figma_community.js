// What a page of Figma's community shows. Evaluates to a function () -> {title, author, licence, pictures, files}.
() => {
  const meta = (name) => (document.querySelector(`meta[property="${name}"], meta[name="${name}"]`) || { content: '' }).content;
  const words = document.body ? document.body.innerText : '';
  const pictures = new Set([meta('og:image'), meta('twitter:image')].filter(Boolean));
  for (const img of document.images) {
    if (img.naturalWidth >= 480 && img.naturalHeight >= 270) pictures.add(img.currentSrc || img.src);
  }
  const licence = /(?:licensed under|license:?)\s+(CC[ -]BY(?:-[A-Z]+)*[ -]?\d?(?:\.\d)?|CC0[\d. ]*|Community Free Resource License|MIT)/i.exec(words);
  const author = document.querySelector('a[href^="/@"], a[href*="figma.com/@"]');
  return {
    title: meta('og:title') || document.title, author: author ? author.innerText.trim() : '',
    licence: licence ? licence[1].trim() : '', pictures: [...pictures].slice(0, 12),
    files: [...document.querySelectorAll('a[href*="/community/file/"]')].map((a) => a.href.split('?')[0]),
  };
}
