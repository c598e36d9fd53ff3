// Text of the page as runs: words with their glyph boxes, gathered by block, type and line.
// Evaluates to a function (page) -> [run]; see walk.js for `page`.
(page) => {
  const MAX_RUN = 300;
  const MAX_WORDS = 20000;
  const records = [];
  let broken = false;

  const typeOf = (element, style) => {
    const scale = page.scaleOf(element);
    const fill = element instanceof SVGElement ? style.fill : style.webkitTextFillColor || style.color;
    let color = page.levels(fill);
    if ((!color || color[3] < 0.02) && /text/.test(style.webkitBackgroundClip || style.backgroundClip || '')) {
      color = page.firstColor(style.backgroundImage) || page.levels(style.backgroundColor) || color;
    }
    return {
      fs: page.round(parseFloat(style.fontSize) * scale, 3),
      fw: style.fontWeight,
      ff: style.fontFamily,
      c: color || [0, 0, 0, 0],
      lh: style.lineHeight === 'normal' ? 0 : page.round(parseFloat(style.lineHeight) * scale, 3),
      al: style.textAlign,
      ls: style.letterSpacing === 'normal' ? 0 : page.round(parseFloat(style.letterSpacing) * scale, 6),
      tt: style.textTransform,
      it: style.fontStyle,
    };
  };

  // The nearest ancestor that lays out lines.
  const blockOf = (element) => {
    let block = element;
    while (block.parentElement) {
      const display = page.style(block).display;
      if (display !== 'inline' && display !== 'contents' && !display.startsWith('ruby')) break;
      block = block.parentElement;
    }
    return block;
  };

  const shown = (rect, clip) => {
    const w = Math.min(rect.right, clip[2]) - Math.max(rect.left, clip[0]);
    const h = Math.min(rect.bottom, clip[3]) - Math.max(rect.top, clip[1]);
    return w > 0 && h > 0 && w * h >= 0.5 * rect.width * rect.height;
  };

  const range = document.createRange();
  const wordsOf = (node, element, record) => {
    const words = [];
    const data = node.data;
    const pieces = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(data)
      ? /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+/g
      : /\S+/g;
    let end = 0;
    for (const match of data.matchAll(pieces)) {
      if (page.counts.words++ > MAX_WORDS) break;
      const ownerRange = node.ownerDocument === document ? range : node.ownerDocument.createRange();
      ownerRange.setStart(node, match.index);
      ownerRange.setEnd(node, match.index + match[0].length);
      const rects = [...ownerRange.getClientRects()].filter((r) => r.width > 0.2 && r.height > 0.2);
      if (!rects.length || !rects.some((r) => shown(page.shift(r, element), record.clip))) continue;
      words.push({
        s: match[0],
        glued: match.index === end && match.index > 0,
        rects: rects.map((r) => page.place(r, element)),
      });
      end = match.index + match[0].length;
    }
    return words;
  };

  // A text node's words, with what they look like and where they belong.
  const take = (node, element, order, depth) => {
    if (!/\S/.test(node.data)) return;
    const style = page.style(element);
    const state = page.state(element);
    if (state.hidden || style.visibility !== 'visible' || parseFloat(style.fontSize) < 1) return;
    const words = wordsOf(node, element, state);
    if (!words.length) return;
    records.push({
      words, order, depth, element, block: blockOf(element), type: typeOf(element, style),
      space: broken || /^\s/.test(node.data), endSpace: /\s$/.test(node.data), state, style,
      angle: page.angleOf(element),
    });
    broken = false;
  };

  const sameFlow = (a, b) =>
    a.block === b.block && a.state.opacity === b.state.opacity && a.angle === b.angle &&
    Math.abs(a.type.fs - b.type.fs) <= 0.02 * a.type.fs && a.type.ff === b.type.ff &&
    a.type.tt === b.type.tt && !page.paintsBetween(a.element, b.element, a.block);

  const sameLook = (a, b) =>
    a.type.fw === b.type.fw && a.type.it === b.type.it && a.type.c.join() === b.type.c.join();

  const bottom = (record) => Math.max(...record.words.flatMap((w) => w.rects.map((r) => r[1] + r[3])));
  const top = (record) => Math.min(...record.words.flatMap((w) => w.rects.map((r) => r[1])));

  // Records that flow together; a change of look at the end of a line parts them.
  const groups = () => {
    const result = [];
    for (const record of records) {
      const group = result[result.length - 1];
      const last = group && group[group.length - 1];
      const flows = last && sameFlow(last, record);
      const newLine = last && top(record) > bottom(last) - 0.4 * record.type.fs;
      if (flows && (sameLook(last, record) || !newLine)) group.push(record);
      else result.push([record]);
    }
    return result;
  };

  // Lines of a group: words in reading order, a new line where a word starts below or back at the left.
  const linesOf = (group) => {
    const lines = [];
    let line = null;
    let previousEnd = false;
    for (const record of group) {
      record.words.forEach((word, i) => {
        word.rects.forEach((rect, k) => {
          const middle = rect[1] + rect[3] / 2;
          const starts = !line || middle > line.bottom || middle < line.top || rect[0] < line.right - line.size;
          const glued = k > 0 || (i > 0 ? word.glued : !record.space && !previousEnd && line !== null);
          if (starts) {
            line = { text: '', rects: [], top: Infinity, bottom: -Infinity, right: -Infinity, size: record.type.fs,
                     glued: glued && line !== null };
            lines.push(line);
          }
          if (k === 0) line.text += (line.text && !glued ? ' ' : '') + word.s;
          line.rects.push(rect);
          line.top = Math.min(line.top, rect[1]);
          line.bottom = Math.max(line.bottom, rect[1] + rect[3]);
          line.right = rect[0] + rect[2];
        });
      });
      previousEnd = record.endSpace;
    }
    return lines;
  };

  const dominant = (group) => {
    const length = (record) => record.words.reduce((sum, word) => sum + word.s.length, 0);
    return group.reduce((best, record) => (length(record) > length(best) ? record : best));
  };

  const emit = (lines, group) => {
    const look = dominant(group);
    const first = group[0];
    const text = lines.reduce((all, line) => all + (all && line.text && !line.glued ? ' ' : '') + line.text, '');
    if (!text) return null;
    const box = page.union(lines.flatMap((line) => line.rects));
    const run = {
      t: 'text', tag: look.element.tagName.toLowerCase(), s: text, b: page.unrotated(box, look.element, look.angle),
      ...look.type, n: lines.length, op: page.round(look.state.opacity, 4), o: first.order, d: first.depth,
      z: look.state.z, pos: look.state.pos,
    };
    if (look.angle) run.rot = look.angle;
    return run;
  };

  // Runs of at most MAX_RUN characters, parted at line ends.
  const runs = () => {
    const result = [];
    for (const group of groups()) {
      let lines = [];
      let length = 0;
      for (const line of linesOf(group)) {
        if (lines.length && length + line.text.length + 1 > MAX_RUN) {
          result.push(emit(lines, group));
          lines = [];
          length = 0;
        }
        lines.push(line);
        length += line.text.length + 1;
      }
      if (lines.length) result.push(emit(lines, group));
    }
    return result.filter((run) => run !== null);
  };

  // The words shown by a form control, which has no text node to measure.
  const control = (element, order, depth) => {
    const kind = (element.type || '').toLowerCase();
    if (element.tagName === 'INPUT' && /^(hidden|checkbox|radio|range|color|file|image|password)$/.test(kind)) return null;
    const value = element.tagName === 'SELECT'
      ? (element.selectedOptions[0] || {}).text : element.value || element.placeholder;
    const text = (value || '').trim();
    const state = page.state(element);
    if (!text || state.hidden) return null;
    const style = page.style(element);
    const type = typeOf(element, element.value || element.tagName === 'SELECT'
      ? style : Object.assign(Object.create(style), { webkitTextFillColor: page.style(element, '::placeholder').color,
                                                      fontSize: style.fontSize }));
    const pen = page.pen();
    pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const metrics = pen.measureText(text);
    const box = page.place(element.getBoundingClientRect(), element);
    const pad = (side) => parseFloat(style[`padding${side}`]) + parseFloat(style[`border${side}Width`]);
    const inner = box[2] - pad('Left') - pad('Right');
    const height = metrics.fontBoundingBoxAscent + metrics.fontBoundingBoxDescent;
    const width = Math.min(metrics.width, inner);
    if (width < 2 || height < 2) return null;
    const centred = /^(submit|button|reset)$/.test(kind) || style.textAlign === 'center';
    const x = box[0] + pad('Left') + (centred ? (inner - width) / 2 : 0);
    const y = element.tagName === 'TEXTAREA' ? box[1] + pad('Top') : box[1] + (box[3] - height) / 2;
    return {
      t: 'text', tag: element.tagName.toLowerCase(), s: text.slice(0, MAX_RUN), b: [x, y, width, height], ...type,
      n: 1, op: page.round(state.opacity, 4), o: order, d: depth, z: state.z, pos: state.pos,
    };
  };

  // A forced line break parts the words before and after it.
  const lineBreak = () => { broken = true; };

  return { take, runs, control, lineBreak };
}
