"use strict";
// Shows how far a campaign is, every few seconds while it is being sent; counts, never a name. When its state changes,
// the page is read again.
{
    let shown = document.getElementById("campaign-progress");

    async function ask() {
        const response = await fetch("progress/");
        if (!response.ok) {
            return;
        }
        const read = new DOMParser().parseFromString(await response.text(), "text/html");
        const found = read.getElementById("campaign-progress");
        if (!found || found.dataset.state !== shown.dataset.state) {
            window.location.reload();
            return;
        }
        shown.replaceChildren(...found.children);
        setTimeout(ask, 5000);
    }

    if (shown) {
        setTimeout(ask, 5000);
    }
}
