namespace Ivi.Visa;

public interface IVisaSession : IDisposable
{
    int TimeoutMilliseconds { get; set; }

    string ResourceName { get; }
}
