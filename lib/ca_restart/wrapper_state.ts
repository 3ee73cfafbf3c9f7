/** What another member's wrapper says of it. */
export interface WrapperState {
  /** The member's name. */
  readonly name: string;
  /** Hexadecimal, as etcd prints it. */
  readonly id: string;
  /** Whether it is ready. */
  readonly isReady: boolean;
  /** Whether it has announced that it is about to restart. */
  readonly isAnnounced: boolean;
  /** Why that is not known; undefined when it is. */
  readonly problem: string | undefined;
}
