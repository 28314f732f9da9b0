// Every choice of the theme control, and the first copy button.
(() => {
  for (const select of document.querySelectorAll('select:has(option[value=dark])')) {
    for (const option of select.options) {
      select.value = option.value;
      select.dispatchEvent(new Event('input', { bubbles: true }));
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
  }
  const copies = button => button.checkVisibility() && /copy/i.test(`${button.textContent} ${button.ariaLabel}`);
  [...document.querySelectorAll('button')].find(copies)?.click();
})()
