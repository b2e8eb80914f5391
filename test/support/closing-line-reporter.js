/** A Jest reporter: ends the run with "N passed, N failed". A test that was skipped or left to do counts as failed. */
export default class ClosingLineReporter {
  #notRun = 0;

  onRunComplete(_contexts, results) {
    this.#notRun = results.numPendingTests + results.numTodoTests;
    const brokenFiles = results.numRuntimeErrorTestSuites; // did not even start, so their tests are not counted
    const failed = results.numFailedTests + brokenFiles + this.#notRun;
    if (this.#notRun > 0) console.log(`${this.#notRun} skipped, which counts as failed`);
    console.log(`${results.numPassedTests} passed, ${failed} failed`);
  }

  getLastError() {
    return this.#notRun > 0 ? new Error('a test was skipped') : undefined;
  }
}
