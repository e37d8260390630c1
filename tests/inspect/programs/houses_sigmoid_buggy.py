from keras.datasets import boston_housing
from keras.models import Sequential
from keras.layers import Dense

(train_x, train_y), (test_x, test_y) = boston_housing.load_data()
mean, std = train_x.mean(axis=0), train_x.std(axis=0)
train_x = (train_x - mean) / std

model = Sequential(
    [
        Dense(64, activation="relu", input_shape=(13,)),
        Dense(64, activation="relu"),
        Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer="rmsprop", loss="mse", metrics=["mae"])
model.fit(train_x, train_y, epochs=80, batch_size=16, validation_split=0.2, verbose=0)
