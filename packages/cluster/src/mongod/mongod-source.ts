/** What a source needs to find a mongod. */
export interface MongodSearch {
  /** The folder for downloads and for what later searches can reuse. */
  readonly folder: string;
  /** Receives one line for people before each step that may take more than a moment. */
  readonly report: (line: string) => void;
  /** Cancels the search. */
  readonly signal?: AbortSignal | undefined;
}

/** A place to get a mongod from. */
export interface MongodSource {
  /** The name of the source, for people. */
  readonly name: string;
  /** Whether the source may download. A mongod that such a source found earlier is reused without asking it again. */
  readonly downloads: boolean;
  /**
   * Returns the path of a mongod.
   * @throws {Error} with the reason why there is none
   */
  readonly find: (search: MongodSearch) => Promise<string>;
}
