using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Lab.Models.SignalAnalysis;

/// <summary>The line of a noisy oscillator in a power spectrum:
/// S(f) = (2P/πw)/(1 + (2(f − f₀)/w)²) + floor.</summary>
/// <param name="CentreHertz">The centre f₀.</param>
/// <param name="WidthHertz">The full width w at half maximum. Positive.</param>
/// <param name="Power">The power P under the line, in the unit of the signal squared.</param>
/// <param name="Floor">The density beside the line.</param>
public sealed record LorentzLine(double CentreHertz, double WidthHertz, double Power, double Floor)
{
    private const int MostIterations = 200;

    /// <summary>Standard errors of centre, width, power and floor, where the line was fitted.</summary>
    public LorentzLine? Uncertainty { get; init; }

    /// <summary>The density at a frequency.</summary>
    /// <param name="hertz">The frequency.</param>
    public double At(double hertz)
    {
        double reduced = 2 * (hertz - CentreHertz) / WidthHertz;
        return (2 * Power / (Math.PI * WidthHertz) / (1 + (reduced * reduced))) + Floor;
    }

    /// <summary>Fits the line to a part of a spectrum by least squares (Levenberg and Marquardt), all densities with the same
    /// weight.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="fromHertz">Where the part begins.</param>
    /// <param name="toHertz">Where it ends.</param>
    /// <returns>The line; <see langword="null"/> where no line is found: the densities are flat, or the fit does not settle
    /// within the part.</returns>
    /// <exception cref="ArgumentException">The part has fewer than five frequencies.</exception>
    public static LorentzLine? Fit(PowerSpectrum spectrum, double fromHertz, double toHertz)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        int[] part = [.. Enumerable.Range(0, spectrum.Hertz.Count)
            .Where(i => spectrum.Hertz[i] >= fromHertz && spectrum.Hertz[i] <= toHertz)];
        if (part.Length < 5)
        {
            throw new ArgumentException(
                $"A line of four parameters needs five frequencies; there are {part.Length} from {fromHertz:g6} to {toHertz:g6} "
                    + "Hz. Take longer segments or a wider part.",
                nameof(spectrum));
        }

        double[] hertz = [.. part.Select(i => spectrum.Hertz[i])];
        double[] densities = [.. part.Select(i => spectrum.Densities[i])];
        int peak = Array.IndexOf(densities, densities.Max());
        double floor = densities.Min();
        double height = densities[peak] - floor;
        if (!(height > 0))
        {
            return null;
        }

        // Reduced units, in which all parameters are of the size of one: steps of the part, and the height.
        double unit = hertz[1] - hertz[0];
        double[] x = [.. hertz.Select(f => (f - hertz[peak]) / unit)];
        double[] y = [.. densities.Select(density => (density - floor) / height)];
        int above = y.Count(value => value > 0.5);
        NonlinearMinimizationResult fit;
        try
        {
            fit = new LevenbergMarquardtMinimizer(maximumIterations: MostIterations).FindMinimum(
                ObjectiveFunction.NonlinearModel(Model, Slopes, Vector<double>.Build.Dense(x), Vector<double>.Build.Dense(y)),
                [0, Math.Max(above, 1), 1, 0]);
        }
        catch (MathNet.Numerics.NonConvergenceException)
        {
            // A spectrum without a line is a result, which the caller words.
            return null;
        }

        double centre = hertz[peak] + (unit * fit.MinimizingPoint[0]);
        double width = unit * Math.Abs(fit.MinimizingPoint[1]);
        if (centre < fromHertz || centre > toHertz || !(width > 0) || !(fit.MinimizingPoint[2] > 0))
        {
            return null;
        }

        return Scaled(
            centre, unit, height, floor, Math.Abs(fit.MinimizingPoint[1]), fit.MinimizingPoint[2], fit.MinimizingPoint[3],
            fit.StandardErrors);
    }

    private static LorentzLine Scaled(
        double centre, double unit, double height, double floor, double width, double top, double rest, Vector<double>? errors)
    {
        double area = Math.PI / 2 * unit * height;
        return new LorentzLine(centre, unit * width, area * width * top, floor + (height * rest))
        {
            Uncertainty = errors is null ? null : new LorentzLine(
                unit * errors[0],
                unit * errors[1],
                area * double.Hypot(width * errors[2], top * errors[1]),
                height * errors[3]),
        };
    }

    // Parameters: centre, width, height, floor.
    private static Vector<double> Model(Vector<double> p, Vector<double> x) =>
        x.Map(f => (p[2] / (1 + Square(2 * (f - p[0]) / p[1]))) + p[3]);

    private static Matrix<double> Slopes(Vector<double> p, Vector<double> x) =>
        Matrix<double>.Build.Dense(x.Count, p.Count, (row, column) =>
        {
            double reduced = 2 * (x[row] - p[0]) / p[1];
            double line = 1 / (1 + (reduced * reduced));
            return column switch
            {
                0 => p[2] * line * line * 4 * reduced / p[1],
                1 => p[2] * line * line * 2 * reduced * reduced / p[1],
                2 => line,
                _ => 1,
            };
        });

    private static double Square(double value) => value * value;
}
