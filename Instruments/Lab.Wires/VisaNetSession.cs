using System.Globalization;
using System.Reflection;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>A message-based session of VISA.NET, its members bound by name.</summary>
internal sealed class VisaNetSession : IVisaSession
{
    private readonly object session;
    private readonly object rawIo;
    private readonly MethodInfo read;
    private readonly Action<byte[], long, long> write;
    private readonly Action clear;
    private readonly Action<int> setTimeout;

    /// <summary>Binds the session and sets time-out and END.</summary>
    public VisaNetSession(object session, Duration timeout)
    {
        this.session = session;
        Type messages = Interface(session, "Ivi.Visa.IMessageBasedSession");
        rawIo = OptionalAssembly.Require(messages.GetProperty("RawIO")?.GetValue(session), "IMessageBasedSession.RawIO");
        Type raw = Interface(rawIo, "Ivi.Visa.IMessageBasedRawIO");
        read = OptionalAssembly.Require(
            Array.Find(raw.GetMethods(), method => method.Name == "Read"
                && method.GetParameters() is [{ ParameterType: var first }, _, _, _, _] && first == typeof(byte[])),
            "IMessageBasedRawIO.Read(byte[], long, long, out long, out ReadStatus)");
        write = OptionalAssembly.Require(
            raw.GetMethod("Write", [typeof(byte[]), typeof(long), typeof(long)]), "IMessageBasedRawIO.Write")
            .CreateDelegate<Action<byte[], long, long>>(rawIo);
        clear = OptionalAssembly.Require(messages.GetMethod("Clear", Type.EmptyTypes), "IMessageBasedSession.Clear")
            .CreateDelegate<Action>(session);
        setTimeout = OptionalAssembly.Require(
            Interface(session, "Ivi.Visa.IVisaSession").GetProperty("TimeoutMilliseconds")?.SetMethod,
            "IVisaSession.TimeoutMilliseconds")
            .CreateDelegate<Action<int>>(session);
        Set(messages, "SendEndEnabled", value: true);
        SetTermination(isEnabled: false);
        SetTimeout(timeout);
    }

    /// <inheritdoc/>
    public void SetTermination(bool isEnabled) => Guard(() =>
    {
        Type messages = Interface(session, "Ivi.Visa.IMessageBasedSession");
        Set(messages, "TerminationCharacter", (byte)'\n');
        Set(messages, "TerminationCharacterEnabled", isEnabled);
        return true;
    });

    /// <inheritdoc/>
    public void SetSerial(SerialSettings settings) => Guard(() =>
    {
        Type serial = Interface(session, "Ivi.Visa.ISerialSession");
        Set(serial, "BaudRate", settings.Baud);
        Set(serial, "DataBits", settings.DataBits);
        SetWord(serial, "Parity", settings.Parity switch { "even" => "Even", "odd" => "Odd", _ => "None" });
        SetWord(serial, "StopBits", settings.StopBits == 2 ? "Two" : "One");
        SetWord(serial, "FlowControl", settings.Flow switch { "rts-cts" => "RtsCts", "xon-xoff" => "XOnXOff", _ => "None" });
        SetWord(serial, "ReadTermination", "None");
        SetWord(serial, "WriteTermination", "None");
        return true;
    });

    /// <inheritdoc/>
    public void SetTimeout(Duration timeout) => Guard(() =>
    {
        setTimeout((int)Math.Clamp(timeout.ToTimeSpan().TotalMilliseconds, 1, int.MaxValue - 1));
        return true;
    });

    /// <inheritdoc/>
    public void Write(byte[] bytes, int offset, int count) => Guard(() =>
    {
        write(bytes, offset, count);
        return true;
    });

    /// <inheritdoc/>
    public (int Count, bool IsEnd) Read(byte[] buffer, int offset, int count) => Guard(() =>
    {
        object?[] arguments = [buffer, (long)offset, (long)count, 0L, null];
        read.Invoke(rawIo, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        return ((int)(long)arguments[3]!, arguments[4]!.ToString() is "EndReceived" or "TerminationCharacterEncountered");
    });

    /// <inheritdoc/>
    public void Clear() => Guard(() =>
    {
        clear();
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => (session as IDisposable)?.Dispose();

    private static T Guard<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (VisaNet.IsVisas(error) || error is ObjectDisposedException)
        {
            throw VisaStatus.Error(VisaNet.StatusOf(error) ?? 0, "VISA", error.Message, error);
        }
    }

    private static Type Interface(object instance, string name) =>
        OptionalAssembly.Require(
            Array.Find(instance.GetType().GetInterfaces(), face => face.FullName == name), $"session of the kind {name}");

    private void Set(Type face, string property, object value)
    {
        PropertyInfo found = OptionalAssembly.Require(face.GetProperty(property), $"{face.Name}.{property}");
        object fitting = found.PropertyType.IsEnum
            ? value
            : Convert.ChangeType(value, found.PropertyType, CultureInfo.InvariantCulture);
        found.SetValue(session, fitting, BindingFlags.DoNotWrapExceptions, null, null, null);
    }

    private void SetWord(Type face, string property, string word)
    {
        Type words = OptionalAssembly.Require(face.GetProperty(property), $"{face.Name}.{property}").PropertyType;
        Set(face, property, Enum.Parse(words, word, ignoreCase: true));
    }
}
