import { Component, type ComponentChildren } from 'preact';
import { Button } from './controls.tsx';
import { Notice } from './feedback.tsx';

/** Shows the error of what it contains, where that cannot be rendered or loaded: the page was built anew, for instance. */
export class ErrorBoundary extends Component<{ readonly children: ComponentChildren }, { readonly message?: string }> {
  override state: { readonly message?: string } = {};

  override componentDidCatch(error: unknown): void {
    this.setState({ message: error instanceof Error ? error.message : String(error) });
  }

  render() {
    const { message } = this.state;
    if (message === undefined) return this.props.children;
    return (
      <Notice>
        <p>This part of the page failed: {message}</p>
        <Button onClick={() => location.reload()}>Load the page again</Button>
      </Notice>
    );
  }
}
