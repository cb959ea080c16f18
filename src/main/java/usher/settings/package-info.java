/** What a node is told by configuration, parsed once into records. */
package usher.settings;
