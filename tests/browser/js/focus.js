// What is wrong with the place the focus is at; null when it is nowhere or has been here before.
(() => {
  const at = document.activeElement;
  window.visited ??= new WeakSet();
  if (!at || at === document.body || window.visited.has(at)) return null;
  window.visited.add(at);
  const paint = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgba = colour => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const linear = value => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const behind = element => {
    for (let up = element; up; up = up.parentElement) {
      const colour = rgba(getComputedStyle(up).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  // A control that is visually hidden shows its focus on its label.
  const box = at.getBoundingClientRect();
  const hidden = box.width <= 1 || box.height <= 1 || getComputedStyle(at).opacity === '0';
  const shower = hidden && at.labels?.length ? at.labels[0] : at;
  const style = getComputedStyle(shower);
  const place = shower.getBoundingClientRect();
  const name = at.outerHTML.slice(0, 80);
  const width = style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth);
  if (width < 2) return [`outline of ${width} px: ${name}`];
  const around = parseFloat(style.outlineOffset) < 0 ? shower : shower.parentElement;
  const [low, high] = [light(rgba(style.outlineColor)), light(behind(around))].sort((a, b) => a - b);
  const contrast = (high + 0.05) / (low + 0.05);
  const found = [];
  if (contrast < 3) found.push(`outline contrast of ${contrast.toFixed(2)}: ${name}`);
  if (place.bottom <= 0 || place.top >= innerHeight || place.right <= 0 || place.left >= innerWidth) {
    found.push(`focus out of sight: ${name}`);
  }
  return found;
})()
