"use strict";
// Says how far a run or a rehearsal is, every few seconds while one is under way; counts, never a name. When it ends,
// the page is read again.
{
    const shown = document.getElementById("night-progress");
    let wasUnderWay = shown && !shown.hidden;

    async function ask() {
        const response = await fetch(shown.dataset.url, { headers: { Accept: "application/json" } });
        if (!response.ok) {
            return;
        }
        const { words } = await response.json();
        if (!words && wasUnderWay) {
            window.location.reload();
            return;
        }
        wasUnderWay = Boolean(words);
        shown.hidden = !words;
        shown.textContent = words;
        setTimeout(ask, words ? 3000 : 30000);
    }

    if (shown) {
        setTimeout(ask, wasUnderWay ? 3000 : 30000);
    }
}
