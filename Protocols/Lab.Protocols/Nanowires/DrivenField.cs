using Lab.Calibration.Nanowires;
using Lab.Quantities;
using Lab.Runs;

namespace Lab.Protocols.Nanowires;

/// <summary>Refuses loops whose recorded field is not the one that was played: pulses would come at other fields.</summary>
internal static class DrivenField
{
    /// <summary>How far the recorded amplitude may be from the programmed one, as a part of it.</summary>
    private const double MostOff = 0.2;

    /// <summary>The largest lag, in periods.</summary>
    private const double MostLag = 1.0 / 8;

    private const string Remedy =
        "Look at the field sensor, its supply and its wires, at 'sensitivity' and 'field_per_current' of the magnet with their "
            + "signs, and at the magnet's power supply.";

    /// <summary>Refuses a record without a field.</summary>
    /// <param name="tesla">The record, T.</param>
    /// <exception cref="RunException">It is the same throughout, or no number.</exception>
    public static void RequireField(ReadOnlySpan<double> tesla)
    {
        foreach (double each in tesla)
        {
            if (!double.IsFinite(each))
            {
                throw new RunException($"The field sensor tells {each} T in a loop. {Remedy}");
            }
        }

        if (!tesla.ContainsAnyExcept(tesla[0]))
        {
            throw new RunException(
                $"The field sensor tells {MagneticField.FromTesla(tesla[0])} throughout a loop: it is dead, or its input is not "
                    + $"connected. {Remedy}");
        }
    }

    /// <summary>Refuses a field that is not the programmed one.</summary>
    /// <param name="recorded">The recorded one.</param>
    /// <param name="settings">The loop.</param>
    /// <exception cref="RunException">Its amplitude or its lag is that of another one.</exception>
    public static void RequireProgrammed(FieldTiming recorded, WallLoopSettings settings)
    {
        double ratio = recorded.Amplitude / settings.LoopAmplitude;
        if (!(Math.Abs(ratio - 1) <= MostOff))
        {
            throw new RunException(
                $"The recorded field has an amplitude of {recorded.Amplitude}; {settings.LoopAmplitude} were played. {Remedy}");
        }

        double periods = recorded.LagSeconds * recorded.Hertz;
        if (!(Math.Abs(periods) <= MostLag))
        {
            string sign = Math.Abs(periods) > 0.5 - MostLag ? ", as one of the other sign is" : string.Empty;
            throw new RunException(
                $"The recorded field is {periods:F2} periods later than the one that was played{sign}. {Remedy}");
        }
    }

    /// <summary>Refuses a value that the field does not have on its way up.</summary>
    /// <param name="recorded">The recorded field.</param>
    /// <param name="field">The value.</param>
    /// <exception cref="RunException">It does not reach it.</exception>
    public static void RequireReached(FieldTiming recorded, MagneticField field)
    {
        if (!recorded.Reaches(field))
        {
            throw new RunException(
                $"The recorded field does not reach {field}; its amplitude is {recorded.Amplitude}. Raise 'loop_amplitude'. "
                    + Remedy);
        }
    }
}
