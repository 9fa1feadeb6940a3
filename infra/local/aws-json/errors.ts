/** A refusal as the AWS JSON protocol carries it: `{ "__type": name, "message": … }`. */
export class AwsError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}
