/** The presenter: a drawn figure or a filmed person on or beside the slide, whose lips follow the narration. */

export type PresenterProvider = 'offline' | 'heygen';
/** On the slide, in its lower right corner, or beside a smaller slide. */
export type PresenterLayout = 'corner' | 'beside';
export type PresenterShape = 'circle' | 'rectangle';

/** A person's choice made whole. */
export interface Presenter {
  provider: PresenterProvider;
  /** The provider's own id, as `options.presenter.name` takes it. */
  name: string;
  layout: PresenterLayout;
  shape: PresenterShape;
}

/** One who can be asked for. */
export interface PresenterListing {
  provider: PresenterProvider;
  name: string;
  /** What people call it. */
  label: string;
  /** Where the vendor shows a picture; absent where the figure is drawn here. */
  pictureUrl?: string;
}

/** A finished video of a presenter who says a narration, in the store. */
export interface PresenterVideo {
  slide: number;
  key: string;
}
