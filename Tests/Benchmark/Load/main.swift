LoadGenerator.main()
