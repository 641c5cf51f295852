using Lab.Calibration.Regression;
using Lab.Models.SpinDiodes;
using Lab.Quantities;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.SpinDiodes;

/// <summary>
/// How the weight of a junction, its slope V(P) at a fixed tone, depends on the current in the field line: the spin-diode line
/// (Leroux thesis, Eq. 5.10) with the resonance moved along it.
/// </summary>
/// <remarks>
/// The slope of the resonance against current and the damping are known from spectra, with their uncertainties, and enter the fit as
/// two more readings; the nonlinear damping Q, which no measurement at these powers tells, as a third of 1 ± 1 [assumption]. The weights tell the two amplitudes βξ_A and βξ_S, the position of the resonance, and the nonlinear shift N:
/// the powers that make V(P) also move the resonance, most where the tone is near it, and that moves the zero of the weight. Where
/// the scatter exceeds the uncertainties of the weights, those of the results grow with it.
/// </remarks>
public sealed class WeightCurve
{
    /// <summary>The fewest currents that tell the curve.</summary>
    public const int FewestCurrents = 5;

    private const int Antisymmetric = 0;
    private const int Symmetric = 1;
    private const int Resonance = 2;
    private const int Nonlinearity = 3;
    private const int Damping = 4;
    private const int ResonancePerCurrent = 5;
    private const int DampingNonlinearity = 6;
    private const int ParameterCount = 7;
    private const int PriorCount = 3;
    private const int MostSteps = 50;
    private const double SmallestStep = 1e-6;

    private static readonly Estimate ExpectedDampingNonlinearity = new(1, 1);

    private readonly Frequency tone;
    private readonly double[] powerWatts;
    private readonly Vector<double> parameters;
    private Matrix<double> covariance = Matrix<double>.Build.Dense(ParameterCount, ParameterCount);

    private WeightCurve(Frequency tone, double[] powerWatts, Vector<double> start)
    {
        this.tone = tone;
        this.powerWatts = powerWatts;
        parameters = start;
    }

    /// <summary>The current in amperes at which the weight is zero.</summary>
    public Estimate ZeroCurrent { get; private set; }

    /// <summary>Slope of weight against current where the weight is zero, in V/W/A.</summary>
    public Estimate SlopeAtZero { get; private set; }

    /// <summary>Scatter about the curve over what the uncertainties promise, squared; near 1 where the model holds.</summary>
    public double ReducedChiSquare { get; private set; }

    /// <summary>Fits the curve.</summary>
    /// <param name="tone">The tone.</param>
    /// <param name="powerWatts">The powers of each V(P), W.</param>
    /// <param name="currentAmperes">Currents, A, shape [point]; at least <see cref="FewestCurrents"/>.</param>
    /// <param name="weights">Weights in V/W with their uncertainty, shape [point].</param>
    /// <param name="resonance">Resonance in Hz against current in A, from spectra.</param>
    /// <param name="damping">Γ/ω_res, from spectra.</param>
    /// <returns>The curve, or <see langword="null"/> where the weights do not tell it.</returns>
    public static WeightCurve? Fit(
        Frequency tone,
        IReadOnlyList<double> powerWatts,
        IReadOnlyList<double> currentAmperes,
        IReadOnlyList<Estimate> weights,
        LineFit resonance,
        Estimate damping)
    {
        ArgumentNullException.ThrowIfNull(powerWatts);
        ArgumentNullException.ThrowIfNull(currentAmperes);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(resonance);
        if (currentAmperes.Count < FewestCurrents)
        {
            return null;
        }

        Vector<double> start = Vector<double>.Build.Dense([1, 0, resonance.Intercept.Value, 0, damping.Value, resonance.Slope.Value, ExpectedDampingNonlinearity.Value]);
        var curve = new WeightCurve(tone, [.. powerWatts], start);
        return curve.Refine(currentAmperes, weights, damping, resonance.Slope) ? curve : null;
    }

    /// <summary>The weight in V/W at a current in A.</summary>
    public double WeightAt(double currentAmperes) => WeightOf(parameters, currentAmperes);

    /// <summary>Slope of the weight against current at a current in A, in V/W/A.</summary>
    public double SlopeAt(double currentAmperes) => SlopeOf(parameters, currentAmperes);

    private bool Refine(IReadOnlyList<double> currents, IReadOnlyList<Estimate> weights, Estimate damping, Estimate slope)
    {
        int count = currents.Count;
        (int Parameter, Estimate Known)[] priors = [(Damping, damping), (ResonancePerCurrent, slope), (DampingNonlinearity, ExpectedDampingNonlinearity)];
        Matrix<double> jacobian = Matrix<double>.Build.Dense(count + PriorCount, ParameterCount);
        for (int k = 0; k < PriorCount; k++)
        {
            jacobian[count + k, priors[k].Parameter] = 1 / priors[k].Known.StandardUncertainty;
        }

        for (int step = 0; step < MostSteps; step++)
        {
            Vector<double> residual = Vector<double>.Build.Dense(count + PriorCount, i => i < count
                ? (weights[i].Value - WeightAt(currents[i])) / weights[i].StandardUncertainty
                : (priors[i - count].Known.Value - parameters[priors[i - count].Parameter]) / priors[i - count].Known.StandardUncertainty);
            for (int k = 0; k < ParameterCount; k++)
            {
                double small = SmallChange(k);
                Vector<double> up = Moved(k, small);
                Vector<double> down = Moved(k, -small);
                for (int i = 0; i < count; i++)
                {
                    jacobian[i, k] = (WeightOf(up, currents[i]) - WeightOf(down, currents[i])) / (2 * small) / weights[i].StandardUncertainty;
                }
            }

            // The first step finds the amplitudes, in which the weight is linear; the others mean nothing before.
            int free = step == 0 ? Resonance : ParameterCount;
            Vector<double> change = jacobian.SubMatrix(0, count + PriorCount, 0, free).QR().Solve(residual);
            for (int k = 0; k < free; k++)
            {
                parameters[k] += change[k];
            }

            if (!parameters.ForAll(double.IsFinite) || Math.Abs(parameters[Resonance] - tone.Hertz) > tone.Hertz / 2 || !(parameters[Damping] > 0))
            {
                return false;
            }

            if (step > 0 && Math.Abs(change[Resonance]) < SmallestStep * parameters[Damping] * tone.Hertz)
            {
                ReducedChiSquare = residual.DotProduct(residual) / (count + PriorCount - ParameterCount);
                covariance = jacobian.TransposeThisAndMultiply(jacobian).Inverse() * Math.Max(ReducedChiSquare, 1);
                ZeroCurrent = Propagate(ZeroOf);
                SlopeAtZero = Propagate(p => SlopeOf(p, ZeroOf(p)));
                return true;
            }
        }

        return false;
    }

    /// <summary>The slope of V(P) that the junction shows over the powers.</summary>
    private double WeightOf(Vector<double> p, double currentAmperes)
    {
        var diode = new SpinDiode
        {
            ResonanceFrequency = Frequency.FromHertz(p[Resonance] + (p[ResonancePerCurrent] * currentAmperes)),
            Damping = p[Damping],
            RectificationRadiansPerCoulomb = 1,
            AntisymmetricWeight = p[Antisymmetric],
            SymmetricWeight = p[Symmetric],
            FrequencyNonlinearity = p[Nonlinearity],
            DampingNonlinearity = p[DampingNonlinearity],
        };
        double meanPower = powerWatts.Average();
        double slope = 0;
        double spread = 0;
        foreach (double watts in powerWatts)
        {
            slope += (watts - meanPower) * diode.RectifiedVoltage(tone, Power.FromWatts(watts)).Volts;
            spread += (watts - meanPower) * (watts - meanPower);
        }

        return slope / spread;
    }

    // Newton's steps from the zero at vanishing power, βξ_A (f − f_res) + βξ_S α f_res = 0.
    private double ZeroOf(Vector<double> p)
    {
        double resonance = p[Antisymmetric] * tone.Hertz / (p[Antisymmetric] - (p[Damping] * p[Symmetric]));
        double current = (resonance - p[Resonance]) / p[ResonancePerCurrent];
        for (int step = 0; step < 3; step++)
        {
            current -= WeightOf(p, current) / SlopeOf(p, current);
        }

        return current;
    }

    private double SlopeOf(Vector<double> p, double currentAmperes)
    {
        double small = 1e-4 * p[Damping] * tone.Hertz / p[ResonancePerCurrent];
        return (WeightOf(p, currentAmperes + small) - WeightOf(p, currentAmperes - small)) / (2 * small);
    }

    private double SmallChange(int index) => index switch
    {
        Antisymmetric or Symmetric => 1e-4 * Math.Max(double.Hypot(parameters[Antisymmetric], parameters[Symmetric]), 1),
        Resonance => 1e-4 * parameters[Damping] * tone.Hertz,
        Nonlinearity or DampingNonlinearity => 1e-3,
        _ => 1e-6 * Math.Abs(parameters[index]),
    };

    private Vector<double> Moved(int index, double by)
    {
        Vector<double> moved = parameters.Clone();
        moved[index] += by;
        return moved;
    }

    private Estimate Propagate(Func<Vector<double>, double> quantity)
    {
        Vector<double> gradient = Vector<double>.Build.Dense(
            parameters.Count, k => (quantity(Moved(k, SmallChange(k))) - quantity(Moved(k, -SmallChange(k)))) / (2 * SmallChange(k)));
        return new Estimate(quantity(parameters), Math.Sqrt(Math.Max(gradient.DotProduct(covariance * gradient), 0)));
    }
}
