print("knock")
