/**
 * Words every room shares: names of offers, endings, media, time, decisions and refusals. No room's
 * protocol lives here, and nothing here knows a room.
 */
package usher.kernel;
