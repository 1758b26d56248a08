/** What was started, to be stopped in reverse. One step that fails keeps none of the others from running. */
export class Stops {
  readonly #steps: (() => Promise<unknown> | unknown)[] = [];

  /** To be called as soon as the part runs: what is not added is not stopped when a later part fails to start. */
  add(step: () => Promise<unknown> | unknown): void {
    this.#steps.push(step);
  }

  /** Runs every step once, the last added first. @throws what a step threw, or an AggregateError of several */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `${errors.length} parts did not stop cleanly`);
  }
}
