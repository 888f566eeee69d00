// Where the browser's own fonts put each text: none may lie over another or
// leave its picture. Boxes are cut to the small letters, as tails and accents
// may touch.
(() => {
    const lines = [];
    const core = (text) => {
        const box = text.getBoundingClientRect();
        const size = parseFloat(getComputedStyle(text).fontSize) *
            text.getScreenCTM().a;
        return { left: box.left + 1, right: box.right - 1,
                 top: box.top + 0.3 * size, bottom: box.bottom - 0.3 * size };
    };
    const ids = [...document.querySelectorAll('svg [id]')].map((e) => e.id);
    ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) =>
        lines.push(`wrong id "${id}" is there twice`));
    for (const svg of document.querySelectorAll('svg')) {
        const name = svg.parentNode.querySelector('figcaption').textContent;
        const page = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')];
        const boxes = texts.map(core);
        boxes.forEach((a, i) => {
            const say = (what) => lines.push(
                `wrong ${name}: "${texts[i].textContent.slice(0, 60)}" ${what}`);
            if (a.left < page.left || a.right > page.right ||
                a.top < page.top || a.bottom > page.bottom)
                say(`leaves the page by ` + Math.max(page.left - a.left,
                    a.right - page.right, page.top - a.top,
                    a.bottom - page.bottom).toFixed(1));
            boxes.slice(0, i).forEach((b, k) => {
                if (Math.min(a.right, b.right) > Math.max(a.left, b.left) &&
                    Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top))
                    say(`lies over "${texts[k].textContent.slice(0, 40)}"`);
            });
        });
    }
    document.getElementById('measured').textContent = '\nheight ' +
        Math.ceil(Math.max(...[...document.querySelectorAll('figure')].map(
            (f) => f.getBoundingClientRect().bottom)) + 8) + '\n' +
        lines.join('\n') + '\n';
})();
