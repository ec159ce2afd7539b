"use strict";
// Shows in the frames what is being typed, and writes blocks and placeholders at the cursor. Without it “Save” shows all.
{
    const form = document.getElementById("text-form");
    const body = form && form.elements.namedItem("body");
    const frames = [...document.querySelectorAll("iframe[data-part]")];
    let waiting;

    // A form of its own for each frame: its answer has a policy of its own, which a script could not give it.
    function look(frame) {
        const sent = document.createElement("form");
        sent.method = "post";
        sent.action = form.dataset.look;
        sent.target = frame.name;
        sent.hidden = true;
        for (const [name, value] of [...new FormData(form), ["part", frame.dataset.part]]) {
            const field = document.createElement("textarea");
            field.name = name;
            field.value = value;
            sent.append(field);
        }
        document.body.append(sent);
        sent.submit();
        sent.remove();
    }

    function show(name) {
        const shown = document.getElementById(`inbox-${name}`);
        const field = form.elements.namedItem(name);
        if (shown && field) {
            shown.textContent = field.value;
        }
    }

    function insert(written, isBlock) {
        const around = isBlock ? "\n\n" : "";
        const before = body.value.slice(0, body.selectionStart);
        const start = isBlock && before.trim() ? around : "";
        body.setRangeText(`${start}${written}${around}`, body.selectionStart, body.selectionEnd, "end");
        body.focus();
        body.dispatchEvent(new Event("input", { bubbles: true }));
    }

    if (form) {
        form.addEventListener("input", () => {
            show("subject");
            show("preheader");
            clearTimeout(waiting);
            waiting = setTimeout(() => frames.forEach(look), 600);
        });
        for (const piece of document.querySelectorAll("[data-insert]")) {
            const button = document.createElement("button");
            button.type = "button";
            button.className = "desk-button small plain";
            button.textContent = "Insert";
            button.setAttribute("aria-label", `Insert ${piece.getAttribute("aria-label") || piece.textContent}`);
            button.addEventListener("click", () => insert(piece.textContent, piece.dataset.insert === "block"));
            piece.after(button);
        }
    }
}
