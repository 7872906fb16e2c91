// What a person could lay hands on now, and what is wrong with how it stands there.
() => {
    const KINDS = 'a[href], button, input, textarea, select, summary, [tabindex]:not([tabindex="-1"]),'
        + '[role=button], [role=menuitem], [role=option], [role=tab], [role=switch], [role=radio]';
    const HELD = '[data-part=message] [data-part=body], .row.conversation';
    // Ends something for good: then nothing is left to be compared.
    const SAFE_QUESTIONS = ['delete-message', 'promote-dialog', 'demote-dialog'];
    const ENDS = 'a[target], a[download], a[href^="mailto:"], [data-part=decline], [data-part=request] [data-part=block],'
        + '[data-part=export], [type=file]';
    const isFinal = element => {
        if (element.matches(ENDS)) return true;
        if (element.dataset.part !== 'yes') return false;
        const dialog = element.closest('dialog');
        return dialog !== null && !SAFE_QUESTIONS.includes(dialog.dataset.part) && !dialog.querySelector('input');
    };
    const name = element => {
        const steps = [];
        for (let at = element; at !== null && steps.length < 3; at = at.parentElement?.closest('[data-part]') ?? null)
            steps.unshift(at.dataset.part ?? `${at.tagName.toLowerCase()}.${at.className}`);
        return steps.join(' ');
    };
    const seen = element => {
        const box = element.getBoundingClientRect();
        if (box.width < 2 || box.height < 2) return null;
        const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2);
        const y = Math.min(Math.max(box.top + box.height / 2, Math.max(box.top, 1)), Math.min(box.bottom, innerHeight) - 2);
        const front = document.elementFromPoint(x, y);
        if (front === null || !(element.contains(front) || front.contains(element) && front.closest('label'))) return null;
        return { x, y, box };
    };
    const readable = text => (text ?? '').replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, '') !== '';
    const isNamed = element => {
        const by = (element.getAttribute('aria-labelledby') ?? '').split(/\s+/)
            .map(id => id && document.getElementById(id)?.textContent);
        const labels = [...(element.labels ?? [])].map(label => label.textContent);
        const inner = [...element.querySelectorAll('[aria-label]')].map(e => e.getAttribute('aria-label'));
        return [...by, ...labels, ...inner, element.getAttribute('aria-label'), element.title, element.textContent].some(readable);
    };
    const short = element => element.outerHTML.replace(element.innerHTML, '…').slice(0, 160);
    const faults = [];
    const handles = [];
    for (const element of document.querySelectorAll(`${KINDS}, ${HELD}`)) {
        const at = seen(element);
        if (at === null) continue;
        const { x, y, box } = at;
        const isControl = element.matches(KINDS);
        if (isControl && !isNamed(element)) faults.push(`has no name: ${short(element)}`);
        if (isControl && (box.left < -1 || box.right > innerWidth + 1))
            faults.push(`is cut off at the side (${Math.round(box.left)} to ${Math.round(box.right)} of ${innerWidth}): ${short(element)}`);
        if (element.matches(':disabled')) continue;
        handles.push({
            x, y, name: name(element), is_final: isFinal(element), is_control: isControl,
            takes_menu: element.matches(HELD),
            takes_text: element.matches('textarea, input:not([type=checkbox], [type=radio], [type=range], [type=file])'),
        });
    }
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth + 1) faults.push(`can be moved sideways: ${root.scrollWidth} in ${innerWidth}`);
    if (root.scrollHeight > innerHeight + 1 && getComputedStyle(root).overflowY !== 'hidden' && scrollY > 1)
        faults.push(`the whole page was moved by ${scrollY}`);
    for (const element of document.querySelectorAll('.pane, [data-part=messages], [role=menu], dialog[open]')) {
        if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && getComputedStyle(element).overflowX !== 'visible'
            && getComputedStyle(element).overflowX !== 'clip' && getComputedStyle(element).overflowX !== 'hidden')
            faults.push(`can be moved sideways within: ${element.scrollWidth} in ${element.clientWidth}: ${short(element)}`);
    }
    if ((root.lang === 'ar') !== (root.dir === 'rtl')) faults.push(`is written ${root.dir} in ${root.lang}`);
    if ('broken' in window) faults.push('what somebody wrote was run');
    const focus = document.activeElement;
    const nowhere = focus === null || focus === document.body || focus === root;
    const over = [...document.querySelectorAll('dialog[open]')].at(-1) ?? null;
    if (over !== null && !nowhere && !over.contains(focus)) faults.push(`has the focus behind a dialog: ${short(focus)}`);
    return {
        handles, faults,
        focus: nowhere ? null : name(focus),
        focus_is_final: !nowhere && isFinal(focus),
        focus_takes_text: !nowhere && focus.matches('textarea, input'),
        is_home: handles.some(handle => handle.name.endsWith('settings')) && over === null,
        place: location.pathname,
    };
}
