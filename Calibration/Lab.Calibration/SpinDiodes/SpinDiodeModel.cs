using Lab.Models.SpinDiodes;
using Lab.Quantities;
using static Lab.Calibration.SpinDiodes.SpinDiodeStructure;

namespace Lab.Calibration.SpinDiodes;

/// <summary>The voltages of a structure of terms at the points of a spectrum, and their derivatives.</summary>
/// <remarks>Beside the edge of a folded line the voltage jumps within a step of the sweep. A derivative tells nothing there, so
/// these points are left out: residuals and derivatives have the <see cref="Used"/> points alone.</remarks>
internal sealed class SpinDiodeModel(SpinDiodeSpectrum spectrum, SpinDiodeStructure structure)
{
    // A line that narrows by more than this is none that the equations describe: 1 + Qp stays positive at every point.
    private const double SmallestNarrowing = 0.05;
    private const double WidestInSpans = 3;
    private const double NarrowestInSteps = 0.2;
    private const double FarthestInSpans = 1;
    private const double LargestDrift = 0.05;

    // Two powers of the oscillation a step apart that differ by more are on two branches.
    private const double Jump = 1.5;

    // Below this part of the stiffness of a weakly driven line its second derivative matters more than the first.
    private const double SmallestStiffness = 0.2;
    private const double StepsBesideJump = 0.75;
    private const double FewestUsed = 0.7;

    public SpinDiodeSpectrum Spectrum => spectrum;

    public SpinDiodeStructure Structure => structure;

    /// <summary>Indices of the points that the fit uses, in the order of measurement.</summary>
    public int[] Used { get; private set; } = [.. Enumerable.Range(0, spectrum.Count)];

    /// <summary>Times of the used points in seconds.</summary>
    public double[] UsedSeconds { get; private set; } = spectrum.TimeSeconds;

    /// <summary>The junction of one mode of a vector of parameters: β is 1, and βξ_S and βξ_A stand as its weights. Null where
    /// the parameters are those of no junction, which a long step of the fit can reach.</summary>
    public SpinDiode? DiodeOf(double[] parameters, int mode)
    {
        int first = structure.First(mode);
        double resonance = parameters[first + Resonance];
        double linewidth = parameters[first + Linewidth];
        double span = spectrum.SpanHertz;
        if (!(resonance > 0 && linewidth > NarrowestInSteps * spectrum.SpacingHertz && linewidth < WidestInSpans * span)
            || !(resonance > spectrum.LowestHertz - (FarthestInSpans * span)
                && resonance < spectrum.HighestHertz + (FarthestInSpans * span)))
        {
            return null;
        }

        return new SpinDiode
        {
            ResonanceFrequency = Frequency.FromHertz(resonance),
            Damping = linewidth / resonance,
            SymmetricWeight = parameters[first + Symmetric],
            AntisymmetricWeight = parameters[first + Antisymmetric],
            RectificationRadiansPerCoulomb = 1,
            FrequencyNonlinearity = structure.IsNonlinear(mode) ? parameters[first + FrequencyNonlinearity] : 0,
            DampingNonlinearity = structure.IsNonlinear(mode) ? parameters[first + DampingNonlinearity] : 0,
        };
    }

    /// <summary>Voltage of the model without the offset, shape [point]; false where the parameters are those of no
    /// junction.</summary>
    public bool TryVoltageInto(double[] parameters, double[] volts)
    {
        if (!parameters.All(double.IsFinite)
            || parameters.AsSpan(structure.FirstDrift, structure.Drift).ContainsAnyExceptInRange(-LargestDrift, LargestDrift))
        {
            return false;
        }

        for (int i = 0; i < volts.Length; i++)
        {
            volts[i] = BackgroundAt(parameters, i);
        }

        for (int mode = 0; mode < structure.Modes; mode++)
        {
            if (DiodeOf(parameters, mode) is not { } diode || !TryAdd(diode, parameters, volts))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Measured less model and constant offset, shape [used point]; null where the parameters are those of no
    /// junction.</summary>
    public double[]? Residuals(double[] parameters)
    {
        double[] volts = new double[spectrum.Count];
        return TryVoltageInto(parameters, volts)
            ? [.. Used.Select(i => spectrum.VoltageVolts[i] - volts[i] - parameters[structure.Offset])]
            : null;
    }

    /// <summary>Derivatives of the model by the parameters, shape [parameter][used point].</summary>
    public double[][] Jacobian(double[] parameters)
    {
        double[][] columns = [.. Enumerable.Range(0, structure.Count).Select(_ => new double[Used.Length])];
        for (int mode = 0; mode < structure.Modes; mode++)
        {
            AddMode(mode, parameters, columns);
        }

        Array.Fill(columns[structure.Offset], 1);
        for (int k = 0; k < structure.Background; k++)
        {
            for (int u = 0; u < Used.Length; u++)
            {
                columns[structure.FirstBackground + k][u] = spectrum.PowerWatts[Used[u]]
                    * BackgroundTerm(k, spectrum.FrequencyHertz[Used[u]]);
            }
        }

        return columns;
    }

    /// <summary>Takes the points of another model of the same spectrum.</summary>
    public void UsePointsOf(SpinDiodeModel other) => (Used, UsedSeconds) = (other.Used, other.UsedSeconds);

    /// <summary>A term of the background at a frequency, per watt: a Legendre polynomial over the sweep. At one power a constant
    /// is the offset of the voltmeter, and the terms begin with the slope.</summary>
    public double BackgroundTerm(int term, double hertz)
    {
        double x = (hertz - spectrum.CentreHertz) * 2 / spectrum.SpanHertz;
        return Legendre(spectrum.TellsNonlinearity ? term : term + 1, x);
    }

    /// <summary>The course of a drift of the resonance, as a fraction of it: a Legendre polynomial over the run,
    /// of mean zero.</summary>
    public double DriftColumn(int term, int point) => Legendre(term + 1, spectrum.ScaledTime[point]);

    /// <summary>Leaves out the points beside the edge of a folded line.</summary>
    public void LeaveOutJumps(double[] parameters)
    {
        SpinDiode[] folding =
            [.. Enumerable.Range(0, structure.NonlinearModes).Select(mode => DiodeOf(parameters, mode)!).Where(CanFold)];
        int[] used = folding.Length == 0
            ? [.. Enumerable.Range(0, spectrum.Count)]
            : [.. Enumerable.Range(0, spectrum.Count).Where(i => !Array.Exists(
                folding, diode => IsBesideJump(diode, parameters, i)))];
        if (used.Length >= FewestUsed * spectrum.Count && !used.AsSpan().SequenceEqual(Used))
        {
            Used = used;
            UsedSeconds = [.. used.Select(i => spectrum.TimeSeconds[i])];
        }
    }

    private static double Legendre(int order, double x)
    {
        double before = 0;
        double value = 1;
        for (int n = 0; n < order; n++)
        {
            (before, value) = (value, ((((2 * n) + 1) * x * value) - (n * before)) / (n + 1));
        }

        return value;
    }

    private bool IsBesideJump(SpinDiode diode, double[] parameters, int point)
    {
        double half = StepsBesideJump * spectrum.SpacingHertz;
        double drive = DriveAt(parameters, point);
        var power = Power.FromWatts(spectrum.PowerWatts[point]);
        double below = diode.OscillationPower(Frequency.FromHertz(Math.Max(drive - half, 0)), power);
        double here = diode.OscillationPower(Frequency.FromHertz(drive), power);
        double above = diode.OscillationPower(Frequency.FromHertz(drive + half), power);
        return IsJump(below, here) || IsJump(here, above) || StiffnessOf(diode, drive, here) < SmallestStiffness;

        static bool IsJump(double one, double other) => one > Jump * other || other > Jump * one;
    }

    // d(γ²P)/dp over Γ² + δ²: 1 for a weak drive, 0 at the fold, where the voltage has no derivative.
    private static double StiffnessOf(SpinDiode diode, double drive, double p)
    {
        double omega0 = diode.ResonanceFrequency.RadiansPerSecond;
        double a = diode.Linewidth.RadiansPerSecond;
        double gamma = a * (1 + (diode.DampingNonlinearity * p));
        double detuning = (Math.Tau * drive) - (omega0 * (1 + (diode.FrequencyNonlinearity * p)));
        double change = (gamma * a * diode.DampingNonlinearity) - (detuning * diode.FrequencyNonlinearity * omega0);
        return 1 + (2 * p * change / ((gamma * gamma) + (detuning * detuning)));
    }

    // The peak bends over where it moves by more than (4/3)^1.5 linewidths; a little less is steep enough to look at.
    private bool CanFold(SpinDiode diode)
    {
        double largest = SpinDiode.ReferenceDriveFactor * SpinDiode.ReferenceDriveFactor * spectrum.HighestWatts
            / Math.Pow(diode.Linewidth.RadiansPerSecond, 2);
        return Math.Abs(diode.FrequencyNonlinearity) * largest > 1.2 * diode.Damping;
    }

    private bool TryAdd(SpinDiode diode, double[] parameters, double[] volts)
    {
        bool narrows = diode.DampingNonlinearity < 0;
        for (int i = 0; i < volts.Length; i++)
        {
            double drive = DriveAt(parameters, i);
            if (narrows
                && !(1 + (diode.DampingNonlinearity
                    * diode.OscillationPower(
                        Frequency.FromHertz(drive), Power.FromWatts(spectrum.PowerWatts[i]))) > SmallestNarrowing))
            {
                return false;
            }

            volts[i] += diode.RectifiedVoltage(Frequency.FromHertz(drive), Power.FromWatts(spectrum.PowerWatts[i])).Volts;
        }

        return true;
    }

    private void AddMode(int mode, double[] parameters, double[][] columns)
    {
        SpinDiode diode = DiodeOf(parameters, mode)
            ?? throw new InvalidOperationException("Bug in Lab: the parameters of a spin-diode fit are those of no junction.");
        int first = structure.First(mode);
        for (int u = 0; u < Used.Length; u++)
        {
            int i = Used[u];
            SpinDiodeDerivatives derivatives = diode.Differentiate(DriveAt(parameters, i), spectrum.PowerWatts[i]);
            columns[first + Resonance][u] = derivatives.PerResonanceHertz;
            columns[first + Linewidth][u] = derivatives.PerLinewidthHertz;
            columns[first + Symmetric][u] = derivatives.PerSymmetricWeight;
            columns[first + Antisymmetric][u] = derivatives.PerAntisymmetricWeight;
            if (structure.IsNonlinear(mode))
            {
                columns[first + FrequencyNonlinearity][u] = derivatives.PerFrequencyNonlinearity;
                columns[first + DampingNonlinearity][u] = derivatives.PerDampingNonlinearity;
            }

            for (int k = 0; k < structure.Drift; k++)
            {
                columns[structure.FirstDrift + k][u] += derivatives.PerResonanceHertz * diode.ResonanceFrequency.Hertz
                    * DriftColumn(k, i);
            }
        }
    }

    // A resonance that is higher by a fraction of itself is a drive that is lower by it: only the detuning matters.
    private double DriveAt(double[] parameters, int point)
    {
        double moved = 0;
        for (int k = 0; k < structure.Drift; k++)
        {
            moved += parameters[structure.FirstDrift + k] * DriftColumn(k, point);
        }

        return moved == 0 ? spectrum.FrequencyHertz[point] : spectrum.FrequencyHertz[point] * (1 - moved);
    }

    private double BackgroundAt(double[] parameters, int point)
    {
        double volts = 0;
        for (int k = 0; k < structure.Background; k++)
        {
            volts += parameters[structure.FirstBackground + k] * spectrum.PowerWatts[point]
                * BackgroundTerm(k, spectrum.FrequencyHertz[point]);
        }

        return volts;
    }
}
