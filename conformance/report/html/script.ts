/**
 * Optional behavior of the page: opens what a link points to, finds text, and adds buttons. It writes no HTML.
 */
export const SCRIPT = `
'use strict';
const parts = new Map(
  [...document.querySelectorAll('.requirements tbody tr, .checks tbody tr, details.exchange')].map((part) => [part, '']),
);
const folds = new Map([...document.querySelectorAll('details.fold')].map((fold) => [fold, fold.open]));
const field = document.getElementById('find');
const found = document.getElementById('found');
const find = () => {
  const words = field.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const matches = { clause: 0, check: 0, exchange: 0 };
  for (const [part, known] of parts) {
    const text = known || part.textContent.toLowerCase();
    parts.set(part, text);
    part.hidden = !words.every((word) => text.includes(word));
    if (!part.hidden) matches[part.id.split('-')[0]]++;
  }
  for (const [fold, isOpen] of folds) {
    const visible = [...parts.keys()].some((part) => !part.hidden && fold.contains(part));
    fold.hidden = !visible;
    fold.open = words.length > 0 ? visible : isOpen;
  }
  const count = (name) => matches[name] + ' ' + name + (matches[name] === 1 ? '' : 's');
  found.textContent = words.length > 0 ? Object.keys(matches).map(count).join(', ') : '';
};
field.addEventListener('input', find);
field.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  const first = [...parts.keys()].find((part) => !part.hidden);
  if (first) first.scrollIntoView();
});
document.querySelector('.find').hidden = false;

const reveal = () => {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) return;
  if (target.hidden || target.closest('[hidden]')) {
    field.value = '';
    find();
  }
  for (let details = target.closest('details'); details; details = details.parentElement.closest('details')) {
    details.open = true;
  }
  target.scrollIntoView();
};
addEventListener('hashchange', reveal);
if (location.hash) reveal();

const button = (label, act) => {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = label;
  made.addEventListener('click', () => act(made));
  return made;
};

for (const command of document.querySelectorAll('pre.curl')) {
  const copy = button('Copy', async (made) => {
    try {
      await navigator.clipboard.writeText(command.textContent);
      made.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(command);
      made.textContent = 'Selected';
    }
  });
  copy.className = 'copy';
  command.before(copy);
}

const all = document.querySelectorAll('details.exchange');
const place = document.querySelector('.exchange-tools');
if (place) {
  const setAll = (open) => () => {
    for (const details of all) details.open = open;
    const fold = place.parentElement.querySelector('details.fold');
    if (fold) fold.open = open;
  };
  place.append(button('Open all', setAll(true)), button('Close all', setAll(false)));
}
`;
