"use strict";
// Asks how many people the rules mean while somebody is writing them. A number comes back, never a name.
{
    const shown = document.getElementById("segment-count");
    const form = shown && shown.closest("form");
    let waiting;

    async function ask() {
        const response = await fetch(shown.dataset.countUrl, { method: "POST", body: new FormData(form) });
        if (!response.ok) {
            return;
        }
        const answer = await response.json();
        const problems = answer.problems || [];
        shown.querySelector("strong").textContent = problems.length ? "" : answer.people;
        shown.querySelector("em").textContent = problems.length ? "" : answer.warning;
        shown.querySelector("span").textContent = problems.length ? problems.join(" ") : answer.says;
    }

    if (form) {
        form.addEventListener("input", () => {
            clearTimeout(waiting);
            waiting = setTimeout(ask, 400);
        });
    }
}
