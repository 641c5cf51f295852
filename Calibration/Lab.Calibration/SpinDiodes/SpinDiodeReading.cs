using Lab.Models.SpinDiodes;
using static Lab.Calibration.SpinDiodes.SpinDiodeStructure;

namespace Lab.Calibration.SpinDiodes;

/// <summary>The parameters of one line of a fit.</summary>
internal sealed class SpinDiodeReading
{
    private readonly FittedSpinDiode fit;
    private readonly int first;
    private readonly double symmetric;
    private readonly double antisymmetric;
    private readonly double width;
    private readonly Background? beside;

    /// <summary>Reads one line of a fit.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="mode">The line.</param>
    /// <param name="widening">The factor on all uncertainties.</param>
    /// <param name="beside">The voltage beside the line, which may be due to a loss that depends on frequency.</param>
    public SpinDiodeReading(FittedSpinDiode fit, int mode, double widening = 1, Background? beside = null)
    {
        this.beside = beside;
        this.fit = fit;
        Mode = mode;
        Widening = widening;
        first = fit.Model.Structure.First(mode);
        symmetric = fit.Parameters[first + SpinDiodeStructure.Symmetric];
        antisymmetric = fit.Parameters[first + SpinDiodeStructure.Antisymmetric];
        width = Math.Tau * fit.Parameters[first + SpinDiodeStructure.Linewidth];
    }

    public int Mode { get; }

    /// <summary>The factor on all uncertainties.</summary>
    public double Widening { get; }

    public double Size => (Math.Abs(symmetric) + Beta) / (2 * width);

    /// <summary>Whether the sweep holds the line: its resonance is inside, and known to be,
    /// and it is not wider than the sweep.</summary>
    public bool IsInside =>
        ResonanceFrequency.Value >= fit.Model.Spectrum.LowestHertz && ResonanceFrequency.Value <= fit.Model.Spectrum.HighestHertz
            && ResonanceFrequency.StandardUncertainty < fit.Model.Spectrum.SpanHertz / 4
            && Linewidth.Value < fit.Model.Spectrum.SpanHertz / 2;

    /// <summary>The resonance, as its mean over the run; where it moved, half of that is uncertain.</summary>
    public Estimate ResonanceFrequency
    {
        get
        {
            Estimate own = Own(Resonance);
            return own with { StandardUncertainty = double.Hypot(own.StandardUncertainty, MovedRatio * own.Value) };
        }
    }

    /// <summary>Half of what the resonance moves by within the run, over itself.</summary>
    public double MovedRatio =>
        Enumerable.Range(0, fit.Model.Structure.Drift).Sum(k => Math.Abs(fit.Parameters[fit.Model.Structure.FirstDrift + k]));

    public Estimate Linewidth => Own(SpinDiodeStructure.Linewidth);

    public Estimate FrequencyNonlinearity =>
        fit.Model.Structure.IsNonlinear(Mode) ? WithLoss(Own(SpinDiodeStructure.FrequencyNonlinearity)) : Estimate.Unknown;

    public Estimate DampingNonlinearity =>
        fit.Model.Structure.IsNonlinear(Mode) ? WithLoss(Own(SpinDiodeStructure.DampingNonlinearity)) : Estimate.Unknown;

    /// <summary>Whether the shift at the largest power is known to a part of the linewidth.</summary>
    public bool TellsShift
    {
        get
        {
            const double largest = 0.3;
            double p = Math.Pow(SpinDiode.ReferenceDriveFactor / width, 2) * fit.Model.Spectrum.HighestWatts;
            return IsInside
                && FrequencyNonlinearity.StandardUncertainty * p * ResonanceFrequency.Value < largest * Linewidth.Value;
        }
    }

    public Estimate SymmetryAngle => Derived(
        Math.Atan2(symmetric, antisymmetric),
        (Symmetric, antisymmetric / (Beta * Beta)),
        (Antisymmetric, -symmetric / (Beta * Beta)));

    public Estimate SymmetryRatio => antisymmetric == 0
        ? Estimate.Unknown
        : Derived(
            symmetric / antisymmetric,
            (Symmetric, 1 / antisymmetric),
            (Antisymmetric, -symmetric / (antisymmetric * antisymmetric)));

    public Estimate AntisymmetricAmplitude => Own(Antisymmetric);

    public Estimate SymmetricWeight => Derived(
        symmetric / Beta, (Symmetric, antisymmetric * antisymmetric / Cube), (Antisymmetric, -symmetric * antisymmetric / Cube));

    public Estimate AntisymmetricWeight => Derived(
        antisymmetric / Beta, (Antisymmetric, symmetric * symmetric / Cube), (Symmetric, -symmetric * antisymmetric / Cube));

    public Estimate Rectification =>
        WithLoss(Derived(Beta, (Symmetric, symmetric / Beta), (Antisymmetric, antisymmetric / Beta)));

    public Estimate Sensitivity => WithLoss(Derived(
        Size,
        (SpinDiodeStructure.Linewidth, -Size * Math.Tau / width),
        (Symmetric, (Math.Sign(symmetric) + (symmetric / Beta)) / (2 * width)),
        (Antisymmetric, antisymmetric / Beta / (2 * width))));

    /// <summary>How the parameters of the line depend on each other.</summary>
    public FitCorrelations Correlations
    {
        get
        {
            List<(int Index, string Name)> all =
            [
                (Resonance, "resonance"),
                (SpinDiodeStructure.Linewidth, "linewidth"),
                (Symmetric, "symmetric part"),
                (Antisymmetric, "antisymmetric part"),
            ];
            if (fit.Model.Structure.IsNonlinear(Mode))
            {
                all.AddRange([(SpinDiodeStructure.FrequencyNonlinearity, "N"), (SpinDiodeStructure.DampingNonlinearity, "Q")]);
            }

            return new FitCorrelations(
                [.. all.Select(each => each.Name)],
                [.. all.Select(row => all.Select(column => Coefficient(row.Index, column.Index)).ToArray())]);
        }
    }

    /// <summary>The junction, normalised to ξ_S² + ξ_A² = 1.</summary>
    public SpinDiode Diode => fit.Model.DiodeOf(fit.Parameters, Mode)! with
    {
        RectificationRadiansPerCoulomb = Beta,
        SymmetricWeight = symmetric / Beta,
        AntisymmetricWeight = antisymmetric / Beta,
    };

    public SpinDiodeMode Public => new(Diode, ResonanceFrequency, Linewidth, SymmetryAngle, Sensitivity);

    private double Beta => double.Hypot(symmetric, antisymmetric);

    private double Cube => Beta * Beta * Beta;

    private Estimate Own(int index) =>
        new(fit.Parameters[first + index], Widening * Math.Sqrt(fit.Solution.Covariance[first + index, first + index]));

    private double Coefficient(int row, int column)
    {
        double Covariance(int i, int j) => fit.Solution.Covariance[first + i, first + j];
        double scale = Math.Sqrt(Covariance(row, row) * Covariance(column, column));
        return row == column ? 1 : scale > 0 ? Covariance(row, column) / scale : 0;
    }

    private Estimate Derived(double value, params (int Index, double Slope)[] slopes)
    {
        double variance = 0;
        foreach ((int row, double left) in slopes)
        {
            foreach ((int column, double right) in slopes)
            {
                variance += left * fit.Solution.Covariance[first + row, first + column] * right;
            }
        }

        // A loss with a slope looks like a flat background of κ and a symmetric amplitude that is off by κ times the linewidth.
        double tilted = beside is null
            ? 0
            : slopes.Sum(slope => slope.Index == Symmetric ? slope.Slope * beside.ExcessVoltsPerWatt * width : 0);
        return new Estimate(value, double.Hypot(Widening * Math.Sqrt(Math.Max(variance, 0)), tilted));
    }

    private Estimate WithLoss(Estimate ratioToPower) => beside is null
        ? ratioToPower
        : ratioToPower with
        {
            StandardUncertainty = double.Hypot(ratioToPower.StandardUncertainty, beside.LossRatio * ratioToPower.Value)
        };
}
