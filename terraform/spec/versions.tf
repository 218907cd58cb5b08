# Nothing here asks AWS or anybody else: values in, documents out. `terraform test` needs no provider and no network.
terraform {
  required_version = ">= 1.9"
}
