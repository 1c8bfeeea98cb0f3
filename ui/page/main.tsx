import { render } from 'preact';
import { App } from './app/app.tsx';
import { followAddress } from './app/router.ts';
import { followKeys } from './app/shortcuts.ts';
import { startState, startTicking } from './app/state.ts';
import './app/theme.css';

const root = document.getElementById('app');
if (root) {
  followAddress();
  followKeys();
  startTicking();
  void startState();
  render(<App />, root);
}
