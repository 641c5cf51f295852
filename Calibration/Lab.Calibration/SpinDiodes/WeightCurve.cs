using Lab.Calibration.Regression;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.SpinDiodes;

/// <summary>
/// How the weight of a junction, its slope V(P) at a fixed tone, depends on the current in the field line: the spin-diode line
/// (Leroux thesis, Eq. 5.2) with the resonance moved along it.
/// </summary>
/// <remarks>
/// Resonance against current and damping come from spectra. From the weights follow the two amplitudes βξ_A and βξ_S and a small
/// common shift of the resonance, by which power and time between spectrum and weight may have moved it. Where the scatter exceeds
/// the uncertainties of the weights, those of the results grow with it.
/// </remarks>
public sealed class WeightCurve
{
    private const int MostSteps = 50;
    private const int Antisymmetric = 0;
    private const int Symmetric = 1;
    private const int Shift = 2;
    private const int Resonance = 3;
    private const int ResonancePerCurrent = 4;

    private readonly double toneHertz;
    private readonly double damping;
    private readonly double[] parameters;
    private readonly Matrix<double> covariance;

    private WeightCurve(double toneHertz, double damping, double[] parameters, Matrix<double> covariance, double reducedChiSquare)
    {
        this.toneHertz = toneHertz;
        this.damping = damping;
        this.parameters = parameters;
        this.covariance = covariance;
        ReducedChiSquare = reducedChiSquare;
        ZeroCurrent = Propagate(ZeroOf);
        SlopeAtZero = Propagate(p => (WeightOf(p, ZeroOf(p) + SmallCurrent(p)) - WeightOf(p, ZeroOf(p) - SmallCurrent(p))) / (2 * SmallCurrent(p)));
    }

    /// <summary>The current in amperes at which the weight is zero.</summary>
    public Estimate ZeroCurrent { get; }

    /// <summary>Slope of weight against current where the weight is zero, in V/W/A.</summary>
    public Estimate SlopeAtZero { get; }

    /// <summary>Scatter about the curve over what the uncertainties promise, squared; near 1 where the model holds.</summary>
    public double ReducedChiSquare { get; }

    /// <summary>Fits the curve.</summary>
    /// <param name="toneHertz">The tone, Hz.</param>
    /// <param name="currentAmperes">Currents, A, shape [point]; at least four.</param>
    /// <param name="weights">Weights in V/W with their uncertainty, shape [point].</param>
    /// <param name="resonance">Resonance in Hz against current in A, from spectra.</param>
    /// <param name="damping">Γ/ω_res, from spectra.</param>
    /// <returns>The curve, or <see langword="null"/> where the weights do not tell it.</returns>
    public static WeightCurve? Fit(
        double toneHertz, IReadOnlyList<double> currentAmperes, IReadOnlyList<Estimate> weights, LineFit resonance, double damping)
    {
        ArgumentNullException.ThrowIfNull(currentAmperes);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(resonance);
        int count = currentAmperes.Count;
        if (count <= Resonance)
        {
            return null;
        }

        double[] parameters = [0, 0, 0, resonance.Intercept.Value, resonance.Slope.Value];
        Matrix<double> jacobian = Matrix<double>.Build.Dense(count, Resonance);
        Vector<double> residual = Vector<double>.Build.Dense(count);
        for (int step = 0; step < MostSteps; step++)
        {
            for (int i = 0; i < count; i++)
            {
                double scale = 1 / weights[i].StandardUncertainty;
                (double antisymmetric, double symmetric) = Shapes(parameters, currentAmperes[i], toneHertz, damping);
                double moved = damping * parameters[Resonance] * 1e-4;
                residual[i] = (weights[i].Value - WeightOf(parameters, currentAmperes[i], toneHertz, damping)) * scale;
                jacobian[i, Antisymmetric] = antisymmetric * scale;
                jacobian[i, Symmetric] = symmetric * scale;
                jacobian[i, Shift] = step == 0
                    ? 0 // the amplitudes are still zero, and so is the effect of a shift
                    : (WeightOf(Moved(parameters, Shift, moved), currentAmperes[i], toneHertz, damping)
                        - WeightOf(Moved(parameters, Shift, -moved), currentAmperes[i], toneHertz, damping)) / (2 * moved) * scale;
            }

            Matrix<double> columns = step == 0 ? jacobian.SubMatrix(0, count, 0, Shift) : jacobian;
            Vector<double> change = columns.QR().Solve(residual);
            for (int k = 0; k < change.Count; k++)
            {
                parameters[k] += change[k];
            }

            if (!change.ForAll(double.IsFinite) || Math.Abs(parameters[Shift]) > damping * toneHertz)
            {
                return null;
            }

            if (step > 1 && Math.Abs(change[Shift]) < 1e-9 * toneHertz * damping)
            {
                break;
            }
        }

        double reduced = residual.DotProduct(residual) / (count - Resonance);
        Matrix<double> covariance = Matrix<double>.Build.Dense(parameters.Length, parameters.Length);
        covariance.SetSubMatrix(0, 0, (jacobian.TransposeThisAndMultiply(jacobian)).Inverse() * Math.Max(reduced, 1));

        // The shift is fitted, so the resonance at zero current needs no uncertainty of its own beside it.
        covariance[ResonancePerCurrent, ResonancePerCurrent] = Square(resonance.Slope.StandardUncertainty);
        return new WeightCurve(toneHertz, damping, parameters, covariance, reduced);
    }

    /// <summary>The weight in V/W at a current in A.</summary>
    public double WeightAt(double currentAmperes) => WeightOf(parameters, currentAmperes);

    private static (double Antisymmetric, double Symmetric) Shapes(double[] p, double currentAmperes, double toneHertz, double damping)
    {
        double resonance = Math.Tau * (p[Resonance] + (p[ResonancePerCurrent] * currentAmperes) + p[Shift]);
        double width = damping * resonance;
        double detuning = (Math.Tau * toneHertz) - resonance;
        double denominator = (width * width) + (detuning * detuning);
        return (detuning / denominator, width / denominator);
    }

    private static double WeightOf(double[] p, double currentAmperes, double toneHertz, double damping)
    {
        (double antisymmetric, double symmetric) = Shapes(p, currentAmperes, toneHertz, damping);
        return (p[Antisymmetric] * antisymmetric) + (p[Symmetric] * symmetric);
    }

    private static double[] Moved(double[] p, int index, double by)
    {
        double[] moved = [.. p];
        moved[index] += by;
        return moved;
    }

    private static double Square(double x) => x * x;

    private double WeightOf(double[] p, double currentAmperes) => WeightOf(p, currentAmperes, toneHertz, damping);

    // βξ_A (f − f_res) + βξ_S α f_res = 0, solved for f_res and then for the current.
    private double ZeroOf(double[] p)
    {
        double resonance = p[Antisymmetric] * toneHertz / (p[Antisymmetric] - (damping * p[Symmetric]));
        return (resonance - p[Resonance] - p[Shift]) / p[ResonancePerCurrent];
    }

    private double SmallCurrent(double[] p) => Math.Abs(1e-4 * damping * toneHertz / p[ResonancePerCurrent]);

    private Estimate Propagate(Func<double[], double> quantity)
    {
        Vector<double> gradient = Vector<double>.Build.Dense(parameters.Length, k =>
        {
            double step = Math.Max(Math.Sqrt(covariance[k, k]) * 1e-2, 1e-9 * Math.Abs(parameters[k]));
            return step == 0 ? 0 : (quantity(Moved(parameters, k, step)) - quantity(Moved(parameters, k, -step))) / (2 * step);
        });
        return new Estimate(quantity(parameters), Math.Sqrt(Math.Max(gradient.DotProduct(covariance * gradient), 0)));
    }
}
