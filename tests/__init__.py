"""The tests of albias; a package, so that suites can share fakes and builders."""
