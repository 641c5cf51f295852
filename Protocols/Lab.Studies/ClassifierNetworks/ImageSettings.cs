using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Images;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Settings that all trainings on sets of images share.</summary>
public abstract record ImageSettings : ClassifierTrainingSettings, INamesFiles
{
    /// <summary>The set of images.</summary>
    [Setting("The set of images: one of 'lab data list', or a folder with four files in the IDX format.")]
    public string Data { get; init; } = "mnist";

    /// <summary>How many images are trained with.</summary>
    [Setting("Images to train with, the first of the set; 0 for all.")]
    public int TrainingImages { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<NamedFile> FindFiles() => DataCatalog.FilesOf(Data);

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        if (TrainingImages < 0)
        {
            throw new SettingsException($"The setting 'training_images' is {TrainingImages}; it has to be at least 0.");
        }

        try
        {
            DataCatalog.Find(Data);
        }
        catch (RunException error)
        {
            throw new SettingsException($"The setting 'data' is '{Data}'. {error.Message}");
        }
    }

    /// <summary>Gives the images that are trained and tested with, the same for every seed.
    /// They are read and checked once.</summary>
    /// <exception cref="RunException">When they are asked for: they are missing or damaged,
    /// or there are fewer than are asked for.</exception>
    internal Func<ulong, (ImageSet Training, ImageSet Test)> LoadOnce()
    {
        var images = new Lazy<(ImageSet Training, ImageSet Test)>(Load);
        return _ => images.Value;
    }

    /// <summary>Says what the images are, once they are read.</summary>
    /// <param name="load">Gives the images.</param>
    internal Func<IReadOnlyList<ReadData>> LookWith(Func<ulong, (ImageSet Training, ImageSet Test)> load) => () =>
    {
        (ImageSet training, ImageSet test) = load(0);
        return [DataCatalog.Describe("data", Data, training, test)];
    };

    private (ImageSet Training, ImageSet Test) Load()
    {
        (ImageSet training, ImageSet test) = DataCatalog.Load(Data);
        const int side = OscillatorConvolutionNetwork.ImageSide;
        if (training.Rows != side || training.Columns != side)
        {
            throw new RunException(
                $"The setting 'data' is '{Data}', whose images have {training.Rows} × {training.Columns} pixels; {side} × "
                    + $"{side} are needed.");
        }

        if (TrainingImages > training.Count)
        {
            throw new RunException($"The setting 'training_images' is {TrainingImages}; '{Data}' has {training.Count}.");
        }

        return (TrainingImages > 0 ? training with
        {
            Pixels = training.Pixels[..(TrainingImages * training.Size)],
            Labels = training.Labels[..TrainingImages]
        } : training, test);
    }
}
