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

    const reach = document.getElementById("segment-reach");

    async function askReach(use) {
        const told = new FormData(form);
        told.set("use", use);
        const response = await fetch(reach.dataset.reachUrl, { method: "POST", body: told });
        const answer = response.ok ? await response.json() : { problems: ["That could not be asked. Please try again."] };
        const items = (answer.reasons || []).map((words) => {
            const item = document.createElement("li");
            item.textContent = words;
            return item;
        });
        reach.querySelector("p").textContent = answer.reach || answer.problems.join(" ");
        reach.querySelector("ul").replaceChildren(...items);
    }

    if (form && reach) {
        const use = reach.querySelector("select");
        use.addEventListener("input", (event) => event.stopPropagation());
        use.addEventListener("change", () => use.value && askReach(use.value));
    }

    if (form) {
        form.addEventListener("input", () => {
            clearTimeout(waiting);
            waiting = setTimeout(ask, 400);
        });
    }
}
