# says: There is no file at package_path: run `make package` at the project's root first.
package_path = "../../../build/nowhere.zip"
