import tensorflow as tf
import tensorflow_datasets as tfds
(ds_train, ds_test), info = tfds.load('mnist', split=['train','test'], as_supervised=True, with_info=True)
def normalize(img, label):
    return tf.cast(img, tf.float32)/255., label
ds_train = ds_train.map(normalize).cache().shuffle(1000).batch(128).prefetch(tf.data.AUTOTUNE)
model = tf.keras.models.Sequential([
  tf.keras.layers.Flatten(input_shape=(28, 28)),
  tf.keras.layers.Dense(128, activation=tf.nn.relu),
  tf.keras.layers.Dense(10, activation=tf.nn.softmax)
])
model.compile(optimizer=tf.keras.optimizers.Adam(0.001), loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=[tf.keras.metrics.SparseCategoricalAccuracy()])
model.fit(ds_train, epochs=6, validation_data=ds_test)
