"""The closed lists of symbols, each symbol with the names that libraries and people give it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["AMBIGUOUS", "TERMS"]

_REDUCTIONS = {"sum": "add total reducesum", "mean": "average avg reducemean sumoverbatchsize"}
_FALLING = "decreasing declining improving goingdown down converging descending drops dropping"
_RISING = "increasing climbing goingup up growing worsening"
_STUCK = "flat plateau plateaued stalled constant unchanged stagnating notdecreasing notfalling"
_OSCILLATING = "noisy unstable fluctuating jumpy jumping zigzag spiky bouncing"

_TERMS: dict[str, dict[str, str]] = {
    "task": {
        "binary_classification": "binary twoclass twoclassclassification binaryclassifier",
        "multiclass_classification": "multiclass multiclassclassifier categoricalclassification "
        "multinomialclassification singlelabelclassification imageclassification",
        "multilabel_classification": "multilabel multilabelclassifier tagging multilabeltagging",
        "regression": "regressor scalarregression vectorregression valueprediction",
        "ranking": "learningtorank ltr recommendation retrieval",
        "segmentation": "semanticsegmentation instancesegmentation panopticsegmentation "
        "imagesegmentation pixelclassification",
        "forecasting": "forecast timeseriesforecasting timeseriesprediction",
        "sequence_labeling": "sequencelabelling sequencetagging tokenclassification ner "
        "namedentityrecognition partofspeechtagging postagging",
        "generation": "generative generativemodeling generativemodelling imagegeneration "
        "textgeneration synthesis",
        "decision_making": "reinforcementlearning rl control decisions policylearning gameplaying",
    },
    "balance": {
        "balanced": "even uniform equal",
        "imbalanced": "unbalanced uneven skewed longtailed",
    },
    "target_range": {
        "unbounded": "real realvalued arbitrary any infinite anyrealnumber",
        "unit_interval": "unit zerotoone 0to1 [0,1] 01 probability normalized",
    },
    "modality": {
        "image_2d": "image images 2dimage 2dimages picture pictures photo photos rgb",
        "image_3d": "3dimage 3dimages volume volumes volumetric voxel voxels mri ct",
        "lidar": "pointcloud pointclouds point_cloud",
        "time_series": "timeseries signal signals sensor",
        "text": "texts language nlp documents document",
        "sequence": "sequences sequential tokens dna",
        "tabular": "table tables structured dataframe csv spreadsheet",
        "audio": "sound speech waveform music",
        "video": "videos movie movies",
    },
    "layout": {"generic": "dense regular", "sparse": "scattered mostlyempty"},
    "outliers": {
        "none": "no absent nooutliers",
        "suspected": "possible maybe unclear present",
        "confirmed_errors": "errors confirmed measurementerrors",
        "removed": "dropped deleted handled",
    },
    "missing": {
        "none": "no absent complete nomissing",
        "untreated": "present unhandled raw leftasis nan",
        "dropped": "removed deleted droprows dropna",
        "imputed": "filled mean median mode interpolated simpleimputer knnimputer",
        "flagged": "indicator marked missingindicator missingcategory owncategory",
    },
    "scheme": {
        "none": "no notevaluated trainonly",
        "holdout": "holdoutset holdoutvalidation traintestsplit trainvalsplit split "
        "trainvalidationsplit simpleholdout",
        "k_fold": "crossvalidation cv crossvalscore kfoldcrossvalidation stratifiedkfold "
        "kfoldvalidation",
        "iterated_k_fold": "repeatedkfold repeatedstratifiedkfold iteratedkfoldvalidation "
        "iteratedkfoldwithshuffling repeatedcrossvalidation",
    },
    "metric": {
        "accuracy": "acc accuracyscore binaryaccuracy categoricalaccuracy multiclassaccuracy "
        "sparsecategoricalaccuracy",
        "balanced_accuracy": "balancedaccuracyscore",
        "top_k_accuracy": "top5accuracy topkcategoricalaccuracy topkaccuracyscore",
        "roc_auc": "auc auroc rocaucscore rocareaundercurve binaryauroc areaundertheroccurve",
        "pr_auc": "auprc precisionrecallauc areaundertheprecisionrecallcurve",
        "precision": "precisionscore positivepredictivevalue",
        "recall": "recallscore sensitivity truepositiverate",
        "specificity": "truenegativerate",
        "f1": "f1score fscore fmeasure binaryf1score",
        "mean_average_precision": "map meanap averageprecision averageprecisionscore",
        "mse": "meansquarederror l2error",
        "rmse": "rootmeansquarederror",
        "mae": "meanabsoluteerror l1error",
        "mape": "meanabsolutepercentageerror",
        "r2": "r2score coefficientofdetermination rsquared",
        "iou": "jaccard jaccardindex jaccardscore intersectionoverunion miou meaniou",
        "dice": "dicecoefficient dicescore",
        "log_loss": "crossentropy logloss binarycrossentropy categoricalcrossentropy",
        "perplexity": "ppl",
        "bleu": "bleuscore",
        "rouge": "rougel rougescore",
        "word_error_rate": "wer",
        "ndcg": "ndcgscore normalizeddiscountedcumulativegain",
        "fid": "frechetinceptiondistance",
        "mcc": "matthewscorrelation matthewscorrcoef matthewscorrelationcoefficient",
        "cohen_kappa": "kappa cohenkappascore",
        "reward": "return meanreward episodereward",
        "other": "custom",
    },
    "architecture": {
        "mlp": "densenetwork fullyconnected fullyconnectednetwork fcnn dnn feedforward dense "
        "feedforwardnetwork multilayerperceptron mlpclassifier mlpregressor ffn",
        "cnn_1d": "conv1d 1dcnn 1dconvnet convnet1d tcn temporalconvolutionalnetwork wavenet",
        "cnn_2d": "conv2d 2dcnn 2dconvnet convnet2d vgg vgg16 vgg19 alexnet lenet efficientnet "
        "mobilenet inception",
        "cnn_3d": "conv3d 3dcnn 3dconvnet convnet3d c3d i3d",
        "densely_connected_cnn": "densenet densenet121 densenet169 densenet201 "
        "denselyconnectedconvolutionalnetwork",
        "resnet": "residualnetwork resnet18 resnet34 resnet50 resnet101 resnet152 resnext "
        "wideresnet",
        "u_net": "vnet 3dunet unet++",
        "rnn": "simplernn recurrent recurrentneuralnetwork elman recurrentnetwork",
        "lstm": "bilstm bidirectionallstm longshorttermmemory",
        "gru": "bigru gatedrecurrentunit",
        "transformer": "attention bert gpt vit visiontransformer t5 llm selfattention",
        "deep_q_network": "dqn deepqlearning doubledqn duelingdqn",
        "gan": "generativeadversarialnetwork dcgan wgan stylegan cyclegan",
        "autoencoder": "ae denoisingautoencoder",
        "vae": "variationalautoencoder betavae",
        "diffusion": "diffusionmodel ddpm unetdiffusion",
        "graph_network": "gnn gcn graphneuralnetwork gat messagepassing graphconvolutionalnetwork",
        "linear": "logisticregression linearregression ridge lasso softmaxregression",
        "other": "custom",
    },
    "activation": {
        "relu": "rectifiedlinear rectifier rectifiedlinearunit",
        "leaky_relu": "lrelu",
        "prelu": "parametricrelu",
        "relu6": "relu_6",
        "elu": "exponentiallinearunit",
        "selu": "scaledexponentiallinearunit",
        "gelu": "gaussianerrorlinearunit gelunew quickgelu",
        "silu": "swish",
        "mish": "",
        "tanh": "hyperbolictangent",
        "hard_tanh": "",
        "sigmoid": "logistic expit logsigmoid",
        "hard_sigmoid": "",
        "softmax": "logsoftmax",
        "softplus": "",
        "softsign": "",
        "exponential": "exp",
        "none": "linear identity no logits",
        "other": "custom",
    },
    "loss": {
        "binary_cross_entropy": "bce bcewithlogits binarycrossentropy multilabelsoftmargin "
        "binarycrossentropywithlogits sigmoidcrossentropy sigmoidcrossentropywithlogits "
        "sigmoidbinarycrossentropy weightedcrossentropywithlogits logisticloss softmargin",
        "categorical_cross_entropy": "cce crossentropy softmaxcrossentropy safesoftmaxcrossentropy "
        "softmaxcrossentropywithlogits softmaxcrossentropywithlogitsv2 multiclasscrossentropy",
        "sparse_categorical_cross_entropy": "scce sparsesoftmaxcrossentropy "
        "sparsesoftmaxcrossentropywithlogits sparsecrossentropy "
        "softmaxcrossentropywithintegerlabels",
        "mse": "meansquarederror squarederror l2 quadratic leastsquares",
        "mae": "meanabsoluteerror absoluteerror l1",
        "rmse": "rootmeansquarederror",
        "msle": "meansquaredlogarithmicerror",
        "mape": "meanabsolutepercentageerror",
        "huber": "smoothl1 smoothmae",
        "log_cosh": "",
        "hinge": "hingeembedding multimargin multilabelmargin categoricalhinge",
        "squared_hinge": "modifiedhuber",
        "nll": "negativeloglikelihood",
        "kl_divergence": "kl kld kldiv kullbackleibler kullbackleiblerdivergence",
        "focal": "binaryfocalcrossentropy categoricalfocalcrossentropy sigmoidfocal",
        "dice": "softdice generalizeddice",
        "tversky": "",
        "ctc": "connectionisttemporalclassification",
        "contrastive": "infonce ntxent",
        "triplet": "tripletmargin tripletsemihard tripletmarginwithdistance",
        "margin_ranking": "ranking pairwiseranking",
        "cosine": "cosinesimilarity cosineembedding cosineproximity cosinedistance",
        "poisson": "poissonnll",
        "quantile": "pinball",
        "wasserstein": "wgan earthmover critic",
        "adversarial": "gan minimax ganloss",
        "elbo": "evidencelowerbound",
        "other": "custom",
    },
    "loss_expects": {
        "logits": "logit fromlogits rawscores scores",
        "probabilities": "probability probs softmaxoutputs sigmoidoutputs",
    },
    "label_encoding": {
        "integer": "int integers sparse index labelencoder ordinal classindex",
        "one_hot": "onehotencoder categorical tocategorical dummies",
        "binary": "01 zeroone boolean",
        "continuous": "real float number scalar",
    },
    "initialization": {
        "glorot_uniform": "xavieruniform xavieruniform_ glorotu",
        "glorot_normal": "xaviernormal xaviernormal_ glorotn",
        "he_uniform": "kaiminguniform kaiminguniform_",
        "he_normal": "kaimingnormal kaimingnormal_ msra",
        "lecun_uniform": "",
        "lecun_normal": "",
        "orthogonal": "orthogonal_",
        "random_normal": "normal gaussian normal_ randomgaussian",
        "random_uniform": "uniform uniform_",
        "truncated_normal": "truncnormal trunc_normal_",
        "variance_scaling": "fanin fanout",
        "identity": "eye dirac",
        "zeros": "zero allzeros zeros_",
        "ones": "one ones_",
        "constant": "constant_",
        "pretrained": "transfer transferlearning finetuned imagenet",
        "default": "librarydefault framework",
        "other": "custom",
    },
    "layer": {
        "dense": "linear fullyconnected fc",
        "convolutional": "conv convolution conv1d conv2d conv3d cnn",
        "recurrent": "rnn lstm gru",
        "attention": "transformer selfattention multiheadattention",
        "embedding": "embeddings",
        "input": "inputs",
        "other": "custom",
    },
    "regularization": {
        "l1": "lasso l1regularization l1penalty",
        "l2": "ridge l2regularization l2penalty",
        "l1_l2": "elasticnet l1l2regularization",
        "weight_decay": "decoupledweightdecay",
        "dropout": "spatialdropout",
        "early_stopping": "earlystop",
        "augmentation": "dataaugmentation imageaugmentation",
        "batch_normalization": "batchnorm bn",
        "label_smoothing": "",
        "mixup": "cutmix",
        "gradient_penalty": "",
        "max_norm": "maxnormconstraint",
        "noise": "gaussiannoise inputnoise",
        "stochastic_depth": "droppath",
        "other": "custom",
    },
    "pooling": {
        "max": "maxpool maxpooling maxpool1d maxpool2d maxpool3d maxpooling1d maxpooling2d "
        "maxpooling3d globalmaxpooling2d globalmaxpooling1d adaptivemaxpool2d",
        "average": "avg mean averagepool avgpool avgpooling averagepooling avgpool1d avgpool2d "
        "avgpool3d averagepooling1d averagepooling2d averagepooling3d globalaverage "
        "globalaveragepooling2d globalaveragepooling1d adaptiveavgpool2d",
        "none": "no nopooling identity strided stridedconvolution",
    },
    "optimizer": {
        "sgd": "stochasticgradientdescent gradientdescent gradientdescentoptimizer "
        "momentum sgdmomentum sgdwithmomentum nesterov momentumoptimizer",
        "rmsprop": "rmspropoptimizer",
        "adagrad": "adagradoptimizer",
        "adadelta": "adadeltaoptimizer",
        "adam": "adamoptimizer amsgrad",
        "adamw": "adamweightdecay",
        "adamax": "",
        "nadam": "nadamw",
        "radam": "rectifiedadam",
        "lamb": "",
        "lars": "",
        "lion": "",
        "adafactor": "",
        "ftrl": "",
        "lbfgs": "bfgs",
        "muon": "",
        "shampoo": "",
        "other": "custom",
    },
    "clipping": {
        "none": "no off false noclipping",
        "norm": "clipnorm clipgradnorm clipgradnorm_ clipbynorm globalnorm clipbyglobalnorm "
        "globalclipnorm l2norm gradientnorm maxgradnorm",
        "value": "clipvalue clipgradvalue clipgradvalue_ clipbyvalue elementwise",
    },
    "reduction": _REDUCTIONS,
    "stage": {
        "idea": "planning design ideation",
        "data": "datapreparation preparation preprocessing datacleaning",
        "wiring": "setup skeleton pipeline",
        "overfit_one_batch": "overfitonebatch onebatch overfitbatch",
        "scaling": "scaleup growing",
        "tuning": "hyperparametertuning hpo optimization",
        "debugging": "debug troubleshooting",
    },
    "algorithm": {
        "rainbow": "rainbowdqn",
        "dqn": "deepqnetwork deepqlearning",
        "double_dqn": "ddqn",
        "dueling_dqn": "",
        "q_learning": "tabularqlearning",
        "reinforce": "policygradient vpg vanillapolicygradient",
        "a2c": "advantageactorcritic actorcritic",
        "a3c": "asynchronousadvantageactorcritic",
        "ppo": "proximalpolicyoptimization ppo2 ppoclip",
        "trpo": "trustregionpolicyoptimization",
        "ddpg": "deepdeterministicpolicygradient",
        "td3": "twindelayedddpg",
        "sac": "softactorcritic",
        "impala": "",
        "alphazero": "muzero alphago",
        "other": "custom",
    },
    "unit": {"epoch": "epochs", "step": "steps iteration iterations batch batches"},
    "run_kind": {
        "training": "train normal full",
        "zero_data": "zeros allzero allzerodata",
        "one_batch": "overfitonebatch singlebatch",
        "gan": "adversarial",
    },
    "aggregate": {
        "mean": "average avg",
        "max": "maximum largest",
        "step": "perstep last single raw",
    },
    "train_trend": {
        "falling": _FALLING,
        "stuck": _STUCK,
        "oscillating": _OSCILLATING,
        "rising": _RISING,
        "diverging": "diverged exploding nan inf infinite",
        "low": "small nearzero",
    },
    "val_trend": {
        "falling": _FALLING,
        "stuck": _STUCK,
        "rising": _RISING,
        "low": "small nearzero",
        "oscillating": _OSCILLATING,
    },
    "level": {"low": "small good", "high": "large bad"},
    "gradient_trend": {
        "steady": "stable constant normal",
        "oscillating": _OSCILLATING,
        "exploding": "explodes explosion blowingup",
        "vanishing": "vanishes nearzero zero",
        "overshooting": "overshoots overshoot",
    },
    "discriminator_trend": {
        "approaching_zero": "zero nearzero collapsing tozero",
        "slowly_falling": "slowlydecreasing falling decreasing",
        "steady": "stable constant flat",
        "oscillating": _OSCILLATING,
        "rising": _RISING,
    },
    "generator_trend": {
        "falling": _FALLING,
        "steady": "stable constant flat",
        "oscillating": _OSCILLATING,
        "rising": _RISING,
    },
    "zero_data_trend": {
        "flat": "constant stuck unchanged steady",
        "smoothly_falling": "falling decreasing smooth smoothlydecreasing",
    },
    "fit": {
        "underfitting": "underfit highbias",
        "overfitting": "overfit highvariance",
        "good": "goodfit fine wellfitted",
    },
}

TERMS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        name: MappingProxyType({symbol: tuple(names.split()) for symbol, names in terms.items()})
        for name, terms in _TERMS.items()
    }
)
"""List of symbols -> symbol -> other names that mean it."""

AMBIGUOUS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "task": {
            "classification": ("binary_classification", "multiclass_classification"),
            "classifier": ("binary_classification", "multiclass_classification"),
            "prediction": ("regression", "forecasting"),
        },
        "architecture": dict.fromkeys(
            ("cnn", "convnet", "conv", "convolutional", "convolutionalneuralnetwork"),
            ("cnn_1d", "cnn_2d", "cnn_3d"),
        ),
        "loss": {
            "log": ("binary_cross_entropy", "categorical_cross_entropy"),
            "logloss": ("binary_cross_entropy", "categorical_cross_entropy"),
        },
        "modality": {"3d": ("image_3d", "lidar"), "multimodal": ("image_2d", "text")},
        "initialization": {
            **dict.fromkeys(("xavier", "glorot"), ("glorot_uniform", "glorot_normal")),
            **dict.fromkeys(("kaiming", "he"), ("he_uniform", "he_normal")),
            "lecun": ("lecun_uniform", "lecun_normal"),
            "random": ("random_normal", "random_uniform"),
        },
        "missing": {"handled": ("dropped", "imputed", "flagged")},
    }
)
"""List of symbols -> name that could mean several of its symbols -> those symbols."""
