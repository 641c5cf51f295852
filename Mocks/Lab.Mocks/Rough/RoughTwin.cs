using System.Text;
using Lab.Instruments.Clocks;
using Lab.Mocks.Scpi;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.Rough;

/// <summary>A twin with the manners of a real instrument at its wire, found as its user before left it.</summary>
/// <remarks>It has them at every power-on, as an instrument has that its user told to wake up with these settings.</remarks>
public sealed class RoughTwin : ITwin, IDisposable
{
    private readonly ScpiTwin twin;
    private readonly RoughManners manners;
    private readonly TimeProvider clock;
    private readonly RandomStream random;
    private readonly Lock wire = new();
    private Duration quietSince;
    private bool hasTalked;
    private string left = string.Empty;

    /// <summary>Puts manners between a twin and its connections.</summary>
    /// <param name="twin">The twin, made with the same manners in its context.</param>
    /// <param name="context">The context that the twin was made from.</param>
    /// <exception cref="ArgumentException">The context has no manners.</exception>
    public RoughTwin(ScpiTwin twin, TwinContext context)
    {
        ArgumentNullException.ThrowIfNull(twin);
        ArgumentNullException.ThrowIfNull(context);
        this.twin = twin;
        manners = context.Rough ?? throw new ArgumentException("Bug in Lab: a rough twin without manners.", nameof(context));
        clock = context.Stage.Clock;
        random = context.Random("rough");
        BringEarlierUserBack();
    }

    /// <inheritdoc/>
    public string Name => twin.Name;

    /// <inheritdoc/>
    public int InputBufferLength => twin.InputBufferLength;

    /// <summary>Its manners.</summary>
    public RoughManners Manners => manners;

    /// <summary>The instrument without its wire, as its front panel knows it.</summary>
    public ITwin Instrument => twin;

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Duration latency;
        lock (wire)
        {
            if (ComesTooEarly())
            {
                return;
            }

            latency = manners.Latency * (0.5 + random.NextDouble());
        }

        await clock.WaitAsync(latency, cancellationToken).ConfigureAwait(false);
        var said = new TwinAnswer();
        await twin.ExecuteAsync(message, said, cancellationToken).ConfigureAwait(false);
        lock (wire)
        {
            quietSince = clock.Now();
            if (!said.IsEmpty)
            {
                Send(said, answer);
            }
        }
    }

    /// <inheritdoc/>
    public void PowerCycle()
    {
        twin.PowerCycle();
        left = string.Empty;
        BringEarlierUserBack();
    }

    /// <inheritdoc/>
    public void ReportError(int code, string text) => twin.ReportError(code, text);

    /// <inheritdoc/>
    public void Dispose() => twin.Dispose();

    // Bytes that come while an instrument is still busy with its line are lost, and disturb it until the line is quiet again.
    private bool ComesTooEarly()
    {
        Duration now = clock.Now();
        bool isClockPutBack = now < quietSince;
        Duration silence = now - quietSince;

        // On the wall's clock a message may be held up on its way, which is not its sender's fault.
        double required = manners.MessageGap.Seconds * (clock is ISteppedClock ? 1 : 0.5);
        bool isEarly = hasTalked && !isClockPutBack && silence.Seconds < required - 1e-9;
        hasTalked = true;
        quietSince = now;
        return isEarly;
    }

    private void Send(TwinAnswer said, TwinAnswer answer)
    {
        answer.Append(left + manners.BeforeAnswer);
        answer.Take(said);
        answer.Append(manners.Terminator.StartsWith('\r') ? "\r"u8 : []);
        left = manners.AfterAnswer;
    }

    private void BringEarlierUserBack()
    {
        foreach (string message in manners.EarlierUser)
        {
            twin.Preset(message);
        }
    }
}
