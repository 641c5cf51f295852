using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>Supply, coil and iron by closed forms: a first-order response after a dead time,
/// and rate-independent hysteresis.</summary>
/// <remarks>Between two set-points the current moves one way, so that the extremes of the field are at the ends.</remarks>
internal sealed class SimulatedMagnet
{
    private const int Plays = 20;
    private const double LookSeconds = 0.05;

    private readonly SimulatedMagnetConditions conditions;
    private readonly VirtualClock clock;
    private readonly List<(double Time, double Amperes)> setPoints = [(double.NegativeInfinity, 0)];
    private readonly State present;
    private readonly State read;

    public SimulatedMagnet(SimulatedMagnetConditions conditions, VirtualClock clock)
    {
        this.conditions = conditions;
        this.clock = clock;
        present = new State(conditions);
        read = new State(conditions);
    }

    /// <summary>Called with time and field at least every <see cref="LookSeconds"/> while the field moves.</summary>
    public Action<double, double>? Seen { get; set; }

    /// <summary>Seconds of the bench.</summary>
    public double Now => clock.GetTimestamp() * 1e-9;

    /// <summary>Current that flows, A.</summary>
    public double Amperes
    {
        get
        {
            Advance(present, Now);
            return present.Amperes;
        }
    }

    /// <summary>The field as it is, Oe.</summary>
    public double Oersted
    {
        get
        {
            Advance(present, Now);
            return present.Oersted;
        }
    }

    /// <summary>The set-point as the supply has rounded it, A.</summary>
    public double SetPoint
    {
        get => setPoints[^1].Amperes;
        set
        {
            _ = Oersted;
            setPoints.Add((Now + conditions.DeadTime, Math.Round(value / conditions.StepAmperes) * conditions.StepAmperes));
        }
    }

    /// <summary>The field at the time of a reading, which is not before that of the last one.</summary>
    public double OerstedAt(double time)
    {
        Advance(read, time);
        return read.Oersted;
    }

    private void Advance(State state, double time)
    {
        while (state.Next < setPoints.Count && setPoints[state.Next].Time <= time)
        {
            Move(state, Math.Max(state.Time, setPoints[state.Next].Time));
            state.Next++;
        }

        Move(state, time);
    }

    private void Move(State state, double time)
    {
        double target = setPoints[state.Next - 1].Amperes;
        while (state == present && time - state.Time > LookSeconds && Math.Abs(state.Amperes - target) > 1e-9)
        {
            state.MoveTo(state.Time + LookSeconds, target);
            Seen?.Invoke(state.Time, state.Oersted);
        }

        state.MoveTo(time, target);
        if (state == present)
        {
            Seen?.Invoke(state.Time, state.Oersted);
        }
    }

    private sealed class State(SimulatedMagnetConditions conditions)
    {
        private readonly double[] plays = new double[Plays];
        private double turning;

        // Half the slope is left where the field turns: it never falls while the current rises.
        private readonly double coercive = Math.Max(0.2, 4 * conditions.Remanence / conditions.OerstedPerAmpere);

        public int Next { get; set; } = 1;

        public double Time { get; private set; }

        public double Amperes { get; private set; }

        public double Oersted => conditions.Iron switch
        {
            SimulatedIron.Play => conditions.OerstedPerAmpere * plays[0],
            SimulatedIron.Preisach => conditions.OerstedPerAmpere * ((Amperes / 2) + (plays.Average() / 2)),
            _ => (conditions.OerstedPerAmpere * Amperes) + (conditions.Remanence * turning),
        };

        public void MoveTo(double time, double target)
        {
            double before = Amperes;
            Amperes = target + ((Amperes - target) * Math.Exp(-Math.Max(0, time - Time) / conditions.TimeConstant));
            Time = Math.Max(Time, time);
            for (int i =
                0; i < (conditions.Iron == SimulatedIron.Play ? 1 : conditions.Iron == SimulatedIron.Preisach ? Plays : 0); i++)
            {
                // Halves of the field and a mean width of four remanences leave one remanence.
                double width = conditions.Remanence / conditions.OerstedPerAmpere
                    * (conditions.Iron == SimulatedIron.Play ? 1 : 4 * (i + 0.5) / Plays);
                plays[i] = Math.Clamp(plays[i], Amperes - width, Amperes + width);
            }

            double side = -Math.Sign(Amperes - before);
            turning = side == 0 ? turning : side + ((turning - side) * Math.Exp(-Math.Abs(Amperes - before) / coercive));
        }
    }
}
