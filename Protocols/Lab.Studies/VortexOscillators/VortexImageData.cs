using System.Collections.Concurrent;
using Lab.Models.Data;
using Lab.Models.ImageReservoirs;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Studies.Images;

namespace Lab.Studies.VortexOscillators;

/// <summary>The images of a study, read once, and their components, of which each number is made once.</summary>
/// <param name="settings">The settings.</param>
internal sealed class VortexImageData(VortexImagesSettings settings)
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<int, Lazy<Parts>> parts = [];
    private (ImageSet All, ImageSet Test)? read;
    private (ImageSet Training, ImageSet Validation)? cut;
    private Lazy<PrincipalComponents>? components;

    /// <summary>The images to test with.</summary>
    public ImageSet Test => Read().Test;

    /// <summary>Images in components.</summary>
    /// <param name="Training">Those to train with.</param>
    /// <param name="Validation">Those that are held back for choices.</param>
    /// <param name="Test">Those to test with.</param>
    public sealed record Parts(ComponentImages Training, ComponentImages Validation, ComponentImages Test);

    /// <summary>What the images are, once they are read.</summary>
    public ReadData Describe()
    {
        (ImageSet all, ImageSet test) = Read();
        return DataCatalog.Describe("data", settings.Data, all, test);
    }

    /// <summary>Reads the images, so that what is missing is told before anything is computed.</summary>
    /// <param name="most">The most components that are asked for.</param>
    /// <exception cref="RunException">The images cannot be read, or have fewer pixels.</exception>
    public void Require(int most)
    {
        _ = Cut();
        if (most > Test.Size)
        {
            throw new RunException(
                $"The setting '{(settings.Vary == StudiedVortex.Components ? "values" : "components")}' asks for {most} "
                    + $"components; an image of '{settings.Data}' has {Test.Size} pixels, and no more components than these.");
        }
    }

    /// <summary>The images in a number of components, which are fitted on the images to train with alone.</summary>
    /// <param name="count">How many; not more than <see cref="Require"/> has looked at.</param>
    public Parts In(int count)
    {
        Lazy<PrincipalComponents> fitted = LazyInitializer.EnsureInitialized(
            ref components,
            () => new Lazy<PrincipalComponents>(() => PrincipalComponents.Fit(Cut().Training, settings.Threads)));
        return parts.GetOrAdd(count, each => new Lazy<Parts>(() =>
        {
            PrincipalComponents first = fitted.Value.First(each);
            (ImageSet training, ImageSet validation) = Cut();
            return new Parts(
                first.Project(training, settings.Threads), first.Project(validation, settings.Threads),
                first.Project(Test, settings.Threads));
        })).Value;
    }

    private (ImageSet All, ImageSet Test) Read()
    {
        lock (gate)
        {
            return read ??= DataCatalog.Load(settings.Data);
        }
    }

    private (ImageSet Training, ImageSet Validation) Cut()
    {
        lock (gate)
        {
            return cut ??= Cut(Read().All);
        }
    }

    private (ImageSet Training, ImageSet Validation) Cut(ImageSet all)
    {
        if (settings.TrainingImages > all.Count)
        {
            throw new RunException($"The setting 'training_images' is {settings.TrainingImages}; '{settings.Data}' has "
                + $"{all.Count}.");
        }

        int count = settings.TrainingImages > 0 ? settings.TrainingImages : all.Count;
        int training = (int)Math.Round((1 - settings.ValidationShare) * count);
        ImageSet Part(int first, int last) => all with
        {
            Pixels = all.Pixels[(first * all.Size)..(last * all.Size)],
            Labels = all.Labels[first..last],
        };
        return training > 0 && training < count
            ? (Part(0, training), Part(training, count))
            : throw new RunException(
                $"The setting 'validation_share' is {settings.ValidationShare}; of {count} images to train with that leaves "
                    + "none to train or none to choose with.");
    }
}
