# says: There is no file at package.path: run `make package` at the project's root first.
package = { path = "../../../build/nowhere.zip" }
