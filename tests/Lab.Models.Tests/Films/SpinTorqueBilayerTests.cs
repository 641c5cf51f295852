using Lab.Models.Films;
using Lab.Quantities;

namespace Lab.Models.Tests.Films;

public class SpinTorqueBilayerTests
{
    private const double Damping = 0.02;

    private static readonly SpinTorqueBilayer Platinum = new()
    {
        Film = new ThinFilm
        {
            GFactor = 2.1,
            EffectiveMagnetisation = MagneticField.FromTesla(0.8),
            Damping = Damping,
        },
        SaturationMagnetisation = MagneticField.FromTesla(1),
        MagnetThickness = Length.FromNanometers(4),
        MetalThickness = Length.FromNanometers(6),
        Width = Length.FromMeters(10e-6),
        MetalShare = 0.6,
        DampingLikeEfficiency = 0.07,
        FieldLikeEfficiency = 0.01,
        AnisotropicResistance = Resistance.FromOhms(0.2),
    };

    /// <summary>The linear response against the equation of motion itself, integrated: another statement of the same
    /// physics.</summary>
    [Theory]
    [InlineData(0.045, 35)]
    [InlineData(0.049, 35)]
    [InlineData(0.056, 35)]
    [InlineData(0.049, -70)]
    [InlineData(0.052, 160)]
    [InlineData(0.047, 215)]
    public void RectifiedVoltage_AnyAngle_IsThatOfTheIntegratedEquationOfMotion(double tesla, double degrees)
    {
        const double hertz = 6e9;
        const double amperes = 1e-4; // small enough for a linear response
        double model = Platinum.RectifiedVoltage(
            MagneticField.FromTesla(tesla), Angle.FromDegrees(degrees), Frequency.FromHertz(hertz), Current.FromAmperes(amperes))
            .Volts;

        double integrated = Integrate(tesla, double.DegreesToRadians(degrees), hertz, amperes);

        // The order of the largest voltage; the rest is the second order of the angle of precession.
        Assert.Equal(integrated, model, 1e-4 * 2.7e-9);
        Assert.True(Math.Abs(model) > 2e-10, $"{model} V is no signal.");
    }

    [Fact]
    public void SpinTorqueRatio_WithoutFieldLikeTorque_IsTheDampingLikeEfficiency() =>
        Assert.Equal(0.07, (Platinum with { FieldLikeEfficiency = 0 }).SpinTorqueRatio, 1e-12);

    /// <summary>1/ξ_FMR = (1 + ħ/e·ξ_FL/(μ₀M_s·t·d))/ξ_DL (C.-F. Pai et al., Phys. Rev. B 92, 064426 (2015), Eq. 3): with
    /// ħ/e = 6.58212e-16 V·s, 1 T, 4 nm and 6 nm the bracket is 1 + 0.01 · 27.4255.</summary>
    [Fact]
    public void SpinTorqueRatio_WithFieldLikeTorque_IsThatOfPai() =>
        Assert.Equal(0.07 / 1.274255, Platinum.SpinTorqueRatio, 1e-6);

    /// <summary>Oersted's field of a sheet is half its current per width: μ₀ · 0.6/(2 · 10 µm) a metre and ampere.</summary>
    [Fact]
    public void FieldLikeField_WithoutTorque_IsThatOfASheet() => Assert.Equal(
        1.25663706e-6 * 0.6 / 20e-6, (Platinum with { FieldLikeEfficiency = 0 }).FieldLikeField.TeslaPerAmpere, 1e-9);

    // ṁ = −γ m × B + α m × ṁ by Runge and Kutta, with the damping-like torque as the field m × y.
    private static double Integrate(double tesla, double angle, double hertz, double amperes)
    {
        const int stepsInPeriod = 200;
        const int settlingPeriods = 120;
        const int periods = 20;
        double gamma = 2 * Math.PI * 2.1 * 13.99624493e9;
        double across = Platinum.FieldLikeField.TeslaPerAmpere * amperes;
        double along = Platinum.DampingLikeField.TeslaPerAmpere * amperes;
        (double X, double Y) external = (tesla * Math.Cos(angle), tesla * Math.Sin(angle));
        var m = new Vector(Math.Cos(angle), Math.Sin(angle), 0);
        double step = 1 / (hertz * stepsInPeriod);
        double sum = 0;
        for (int i = 0; i < (settlingPeriods + periods) * stepsInPeriod; i++)
        {
            double phase = 2 * Math.PI * i / stepsInPeriod;
            double half = Math.PI / stepsInPeriod;
            if (i >= settlingPeriods * stepsInPeriod)
            {
                sum += Math.Cos(phase) * m.X * m.X;
            }

            Vector first = Slope(m, phase);
            Vector second = Slope(m + (first * (step / 2)), phase + half);
            Vector third = Slope(m + (second * (step / 2)), phase + half);
            Vector fourth = Slope(m + (third * step), phase + (2 * half));
            m += (first + (second * 2) + (third * 2) + fourth) * (step / 6);
        }

        return amperes * 0.2 * sum / (periods * stepsInPeriod);

        Vector Slope(Vector at, double phase)
        {
            double drive = Math.Cos(phase);
            Vector field = new Vector(external.X, external.Y + (across * drive), -0.8 * at.Z)
                + (Vector.Cross(at, new Vector(0, 1, 0)) * (along * drive));
            Vector torque = Vector.Cross(at, field);
            return (torque + (Vector.Cross(at, torque) * Damping)) * (-gamma / (1 + (Damping * Damping)));
        }
    }

    private readonly record struct Vector(double X, double Y, double Z)
    {
        public static Vector operator +(Vector left, Vector right) =>
            new(left.X + right.X, left.Y + right.Y, left.Z + right.Z);

        public static Vector operator *(Vector one, double factor) => new(one.X * factor, one.Y * factor, one.Z * factor);

        public static Vector Cross(Vector left, Vector right) => new(
            (left.Y * right.Z) - (left.Z * right.Y),
            (left.Z * right.X) - (left.X * right.Z),
            (left.X * right.Y) - (left.Y * right.X));
    }
}
