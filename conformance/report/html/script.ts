/**
 * Optional behavior of the page: opens the exchange that a link points to, and adds buttons. It writes no HTML.
 */
export const SCRIPT = `
'use strict';
const reveal = () => {
  const target = document.getElementById(location.hash.slice(1));
  const details = target && target.closest('details');
  if (!details || details.open) return;
  details.open = true;
  target.scrollIntoView();
};
addEventListener('hashchange', reveal);
reveal();

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
  };
  place.append(button('Open all', setAll(true)), button('Close all', setAll(false)));
}
`;
