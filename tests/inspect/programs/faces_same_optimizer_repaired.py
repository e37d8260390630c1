from keras.layers import Input, Dense, LeakyReLU
from keras.models import Sequential, Model
from keras.optimizers import Adam, SGD


class GAN:
    def __init__(self):
        optimizer = Adam(0.0002, 0.5)
        self.discriminator = self.build_discriminator()
        self.discriminator.compile(
            loss="binary_crossentropy", optimizer=SGD(0.0002), metrics=["accuracy"]
        )
        self.generator = self.build_generator()
        noise = Input(shape=(100,))
        image = self.generator(noise)
        self.discriminator.trainable = False
        valid = self.discriminator(image)
        self.combined = Model(noise, valid)
        self.combined.compile(loss="binary_crossentropy", optimizer=optimizer)

    def build_generator(self):
        model = Sequential()
        model.add(Dense(256, input_dim=100))
        model.add(LeakyReLU(alpha=0.2))
        model.add(Dense(784, activation="tanh"))
        return model

    def build_discriminator(self):
        model = Sequential()
        model.add(Dense(256, input_dim=784))
        model.add(LeakyReLU(alpha=0.2))
        model.add(Dense(1, activation="sigmoid"))
        return model


if __name__ == "__main__":
    gan = GAN()
