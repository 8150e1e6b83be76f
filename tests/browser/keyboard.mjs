// keyboard.mjs - a page walked through with the Tab key alone.
import assert from 'node:assert/strict';

// What can be acted on, as it is shown now, each with a number of its own.
function numberInteractive(page) {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll('a[href],button,summary,input,[tabindex="0"]')];
    const shown = all.filter((at) => at.checkVisibility());
    shown.forEach((at, index) => at.setAttribute('data-test-number', index));
    return shown.length;
  });
}

function focused(page) {
  return page.evaluate(() => {
    const at = document.activeElement;
    const style = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    return {
      number: at.getAttribute('data-test-number'),
      scrolls: at.matches('.scroll, .chart-scroll'),
      what: at.outerHTML.slice(0, 100),
      outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      inView: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
  });
}

// Each is reached once, in the order of the page, in view and with an outline.
export async function walk(page) {
  const count = await numberInteractive(page);
  assert.ok(count > 10, `only ${count} things to act on`);
  for (let i = 0; i < count; i++) {
    await page.keyboard.press('Tab');
    let at = await focused(page);
    while (at.number === null && at.scrolls) { // Chromium lets keys scroll what overflows, whatever its tabindex
      await page.keyboard.press('Tab');
      at = await focused(page);
    }
    assert.equal(at.number, String(i), `Tab ${i + 1} of ${count} reached ${at.what}`);
    assert.ok(at.outlined, `no outline when focused: ${at.what}`);
    assert.ok(at.inView, `focused out of view: ${at.what}`);
  }
  return count;
}

export async function skipLink(page) {
  await page.keyboard.press('Tab');
  const first = await focused(page);
  assert.match(first.what, /Skip to the report/);
  assert.ok(first.inView, 'the skip link is not shown when focused');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => location.hash), '#main');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)),
    'after the skip link Tab does not go on in the report');
}
