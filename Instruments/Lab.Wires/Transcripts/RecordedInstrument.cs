using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using Lab.Instruments;

namespace Lab.Wires.Transcripts;

/// <summary>Stands before a driver and writes down each call and what came of it, beside what it puts on the wire.</summary>
public class RecordedInstrument : DispatchProxy
{
    private static readonly MethodInfo RecordEnd = typeof(RecordedInstrument).GetMethod(
        nameof(RecordEndAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;
    private static readonly MethodInfo RecordResult = typeof(RecordedInstrument).GetMethod(
        nameof(RecordResultAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;
    private static readonly ConcurrentDictionary<Type, MethodInfo> ByResult = new();

    private IInstrument instrument = null!;
    private TranscriptWriter transcript = null!;

    /// <summary>Puts a recorder before an instrument.</summary>
    /// <typeparam name="T">The interface under which it is used.</typeparam>
    /// <param name="instrument">The instrument.</param>
    /// <param name="transcript">Where to write.</param>
    public static T Before<T>(T instrument, TranscriptWriter transcript)
        where T : class, IInstrument => (T)Before(typeof(T), instrument, transcript);

    /// <summary>Puts a recorder before an instrument.</summary>
    /// <param name="face">The interface under which it is used.</param>
    /// <param name="instrument">The instrument, which implements it.</param>
    /// <param name="transcript">Where to write.</param>
    public static IInstrument Before(Type face, IInstrument instrument, TranscriptWriter transcript)
    {
        object proxy = Create(face, typeof(RecordedInstrument));
        var recorder = (RecordedInstrument)proxy;
        recorder.instrument = instrument;
        recorder.transcript = transcript;
        return (IInstrument)proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Type result = targetMethod!.ReturnType;
        bool isCall = targetMethod.DeclaringType != typeof(IAsyncDisposable)
            && (result == typeof(ValueTask) || IsValueTaskOfSomething(result));
        if (isCall)
        {
            IEnumerable<string> written = args!.Where(argument => argument is not CancellationToken).Select(
                argument => CSharpText.Of(argument) ?? "?");
            Write(TranscriptEvent.Call, $"{targetMethod.DeclaringType!.Name}.{targetMethod.Name}({string.Join(", ", written)})");
        }

        object? returned;
        try
        {
            returned = targetMethod.Invoke(instrument, args);
        }
        catch (TargetInvocationException error) when (error.InnerException is InstrumentException fault)
        {
            // A set-point that the gate refuses fails before there is a task.
            Write(TranscriptEvent.CallFault, fault.Fault.ToString());
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
            throw;
        }

        return !isCall ? returned
            : result == typeof(ValueTask) ? RecordEnd.Invoke(this, [returned])
            : ByResult.GetOrAdd(result.GetGenericArguments()[0], type => RecordResult.MakeGenericMethod(type))
                .Invoke(this, [returned]);
    }

    private static bool IsValueTaskOfSomething(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>);

    private async ValueTask RecordEndAsync(ValueTask call)
    {
        try
        {
            await call.ConfigureAwait(false);
            Write(TranscriptEvent.Returned, string.Empty);
        }
        catch (InstrumentException fault)
        {
            Write(TranscriptEvent.CallFault, fault.Fault.ToString());
            throw;
        }
    }

    private async ValueTask<T> RecordResultAsync<T>(ValueTask<T> call)
    {
        try
        {
            T result = await call.ConfigureAwait(false);
            Write(TranscriptEvent.Returned, CSharpText.Of(result) ?? "?");
            return result;
        }
        catch (InstrumentException fault)
        {
            Write(TranscriptEvent.CallFault, fault.Fault.ToString());
            throw;
        }
    }

    private void Write(TranscriptEvent what, string text) =>
        transcript.Write(instrument.Name, what, Encoding.UTF8.GetBytes(text));
}
