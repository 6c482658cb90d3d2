// What can go wrong in the fabric, split by who can act on it (`segue.kernel.errors`).

/** What went wrong, and what the reader can do about it. */
export class SegueError extends Error {
  override name = "SegueError";
  readonly todo: string;

  constructor(message: string, todo = "") {
    super(message);
    this.todo = todo;
  }
}

/** The request itself cannot be carried out as asked. */
export class LocalUseError extends SegueError {
  override name = "LocalUseError";
}

/** Something stored here is broken or of another version. */
export class DataUnusable extends SegueError {
  override name = "DataUnusable";
}

/** The other side broke the protocol. */
export class PeerError extends SegueError {
  override name = "PeerError";
}

/** Nothing is wrong, but it is not there now. */
export class DeviceUnavailable extends SegueError {
  override name = "DeviceUnavailable";
}

/** Understood and refused; the message may be shown to a user as it is. */
export class Rejected extends SegueError {
  override name = "Rejected";
}
