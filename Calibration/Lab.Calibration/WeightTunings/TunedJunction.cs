using Lab.Calibration.Noise;
using Lab.Quantities;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.WeightTunings;

/// <summary>The result of a <see cref="TunedJunctionFit"/>: one junction, and its resonance at each visit of a current.</summary>
public sealed class TunedJunction
{
    internal TunedJunction(
        TunedJunctionModel model, double[] parameters, Matrix<double> covariance, DriftSolution noise, double whiteVariance,
        IReadOnlyList<string> doubts)
    {
        Model = model;
        Parameters = parameters;
        Covariance = covariance;
        VarianceRatioPerSecond = noise.Whitening.VarianceRatioPerSecond;
        WhiteNoise = Math.Sqrt(whiteVariance);
        Doubts = doubts;
        Damping = Own(TunedJunctionModel.Damping);
        FrequencyNonlinearity = Own(TunedJunctionModel.FrequencyNonlinearity);
        DampingNonlinearity = Own(TunedJunctionModel.DampingNonlinearity);
        Resonances = [.. Enumerable.Range(TunedJunctionModel.FirstResonance, model.Readings.VisitCount).Select(Own)];
    }

    /// <summary>βξ_A, rad/C.</summary>
    public Estimate Antisymmetric => Own(TunedJunctionModel.Antisymmetric);

    /// <summary>βξ_S, rad/C.</summary>
    public Estimate Symmetric => Own(TunedJunctionModel.Symmetric);

    /// <summary>Damping α.</summary>
    public Estimate Damping { get; }

    /// <summary>Nonlinear shift N at γ = <see cref="Models.SpinDiodes.SpinDiode.ReferenceDriveFactor"/>.</summary>
    public Estimate FrequencyNonlinearity { get; }

    /// <summary>Nonlinear damping Q at γ = <see cref="Models.SpinDiodes.SpinDiode.ReferenceDriveFactor"/>.</summary>
    public Estimate DampingNonlinearity { get; }

    /// <summary>Resonance at vanishing power, Hz, shape [visit].</summary>
    public IReadOnlyList<Estimate> Resonances { get; }

    /// <summary>Standard deviation of the white noise of a reading, V.</summary>
    public double WhiteNoise { get; }

    /// <summary>Variance of the offset's walk per second over that of the white noise, 1/s.</summary>
    public double VarianceRatioPerSecond { get; }

    /// <summary>Why the readings are not those of one junction under white noise and a walk, in words; empty where they are. The
    /// uncertainties then promise too much.</summary>
    public IReadOnlyList<string> Doubts { get; }

    internal TunedJunctionModel Model { get; }

    internal double[] Parameters { get; }

    internal Matrix<double> Covariance { get; }

    /// <summary>The voltage of the junction at one visit, without offset, V; NaN where the parameters are at the edge of what a
    /// junction is.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="drive">Frequency of the tone.</param>
    /// <param name="power">Power of the tone.</param>
    public double VoltsAt(int visit, Frequency drive, Power power) =>
        Model.JunctionAt(Parameters, visit)?.RectifiedVoltage(drive, power).Volts ?? double.NaN;

    private Estimate Own(int index) => new(Parameters[index], Math.Sqrt(Math.Max(Covariance[index, index], 0)));
}
