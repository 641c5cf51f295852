namespace Lab.Cli.Validation;

/// <summary>How well one result recovers what the twins hide, over many seeds.</summary>
/// <param name="name">The result.</param>
/// <param name="unit">Its unit.</param>
internal sealed class RecoveredResult(string name, string unit)
{
    private readonly List<(double Value, double Uncertainty, double Truth)> samples = [];

    public string Name => name;

    public string Unit => unit;

    public int Count => samples.Count;

    public double MeanTruth => samples.Average(sample => sample.Truth);

    public double Bias => samples.Average(sample => sample.Value - sample.Truth);

    /// <summary>Standard deviation of the deviations over the seeds.</summary>
    public double Spread => Math.Sqrt(samples.Sum(sample => Math.Pow(sample.Value - sample.Truth - Bias, 2)) / (Count - 1));

    public double BiasInStandardErrors => Bias / (Spread / Math.Sqrt(Count));

    public double MeanUncertainty => samples.Average(sample => sample.Uncertainty);

    /// <summary>Share of the seeds whose interval of one standard uncertainty holds the truth; 68.3 % for honest ones.</summary>
    public double Coverage => samples.Average(sample => Math.Abs(sample.Value - sample.Truth) <= sample.Uncertainty ? 1.0 : 0.0);

    public void Add(double value, double uncertainty, double truth) => samples.Add((value, uncertainty, truth));
}
