'use strict';

/** An error that the launcher expects: the message is all that the user needs. */
exports.unavailable = (message) => Object.assign(new Error(message), { expected: true });
