namespace Lab.Workbench.Validation;

/// <summary>How well one result recovers what the twins hide, over many seeds.</summary>
/// <param name="name">The result.</param>
/// <param name="unit">Its unit.</param>
public sealed class RecoveredResult(string name, string unit)
{
    private const double Beyond = 3;

    private readonly List<(double Value, double Uncertainty, double Truth)> samples = [];

    /// <summary>The result.</summary>
    public string Name => name;

    /// <summary>Its SI unit.</summary>
    public string Unit => unit;

    /// <summary>Seeds that gave the result with an uncertainty.</summary>
    public int Count => samples.Count;

    /// <summary>Seeds that said that they could not tell: no result, or one without an uncertainty.</summary>
    public int NotDeterminedCount { get; private set; }

    /// <summary>Seeds that gave a result, with an uncertainty, that the device does not have.</summary>
    public int UnfoundedCount { get; private set; }

    /// <summary>Mean of the hidden values.</summary>
    public double MeanTruth => samples.Average(sample => sample.Truth);

    /// <summary>Mean of the deviations from the hidden values.</summary>
    public double Bias => samples.Average(sample => sample.Value - sample.Truth);

    /// <summary>Standard deviation of the deviations over the seeds.</summary>
    public double Spread => Math.Sqrt(samples.Sum(sample => Math.Pow(sample.Value - sample.Truth - Bias, 2)) / (Count - 1));

    /// <summary>The bias over its standard error.</summary>
    public double BiasInStandardErrors => Bias / (Spread / Math.Sqrt(Count));

    /// <summary>Mean of the stated uncertainties.</summary>
    public double MeanUncertainty => samples.Average(sample => sample.Uncertainty);

    /// <summary>Share of the seeds whose interval of one standard uncertainty holds the truth; 68.3 % for honest ones.</summary>
    public double Coverage => Scores.Average(z => Math.Abs(z) <= 1 ? 1.0 : 0.0);

    /// <summary>Standard error of <see cref="Coverage"/>, √(c(1 − c)/n).</summary>
    public double CoverageError => Math.Sqrt(Coverage * (1 - Coverage) / Count);

    /// <summary>Root of the mean square of z = (result − hidden)/uncertainty; 1 for honest ones.</summary>
    public double RootMeanSquareScore => Math.Sqrt(Scores.Average(z => z * z));

    /// <summary>Seeds that are off by more than three stated uncertainties; of honest ones 0.27 % are.</summary>
    public int BeyondCount => Scores.Count(z => Math.Abs(z) > Beyond);

    /// <summary>The z of the seed that is farthest off.</summary>
    public double WorstScore => Scores.MaxBy(Math.Abs);

    /// <summary>z = (result − hidden)/uncertainty of each seed.</summary>
    public IEnumerable<double> Scores =>
        samples.Select(sample => sample.Value == sample.Truth ? 0 : (sample.Value - sample.Truth) / sample.Uncertainty);

    internal void Add(double value, double uncertainty, double truth) => samples.Add((value, uncertainty, truth));

    internal void AddNotDetermined() => NotDeterminedCount++;

    internal void AddUnfounded() => UnfoundedCount++;
}
