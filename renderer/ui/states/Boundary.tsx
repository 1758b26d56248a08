import { Component, type ReactNode } from 'react';
import { Button } from '../controls/controls.tsx';
import { ErrorState } from './StateViews.tsx';

interface BoundaryProps {
  /** What failed, when something did: "This view cannot be drawn". */
  readonly title: string;
  readonly children: ReactNode;
}

/**
 * What is inside fails alone: code that could not be loaded, or an answer that nobody foresaw, becomes a sentence and not
 * a white page. React takes a failed part away for good, so the way out is to load the page again; a new `key` starts over.
 */
export class Boundary extends Component<BoundaryProps, { readonly said: string | null }> {
  override state = { said: null };

  static getDerivedStateFromError(error: unknown) {
    return { said: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { title, children } = this.props;
    const { said } = this.state;
    if (said === null) return children;
    return (
      <ErrorState
        title={title}
        actions={
          <Button look="primary" onClick={() => location.reload()}>
            Load the page again
          </Button>
        }
      >
        Lastmile may have been updated since this page was loaded, or the engine does not answer. The browser says:{' '}
        {said}
      </ErrorState>
    );
  }
}
